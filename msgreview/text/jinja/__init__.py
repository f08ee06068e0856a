"""Templates read, made safe, and rendered on every path: what `trace` and `variants` are made of."""
