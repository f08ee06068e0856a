"""Rendered text cut into what a reader sees: what `markup` and `document` are made of."""
