"""Styles of Vale, run as they are: their rules become rules of ours, of the kinds that have Vale's meaning."""
