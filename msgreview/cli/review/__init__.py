"""The commands of the yearly review."""
