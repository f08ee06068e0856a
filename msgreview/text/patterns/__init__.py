"""Patterns as values, and what their syntax says: what `matcher` is made of."""
