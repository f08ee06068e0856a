"""Proves rules by their own examples."""
