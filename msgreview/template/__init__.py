"""Templates rendered on every path, with the way back to the source."""
