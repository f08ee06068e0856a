"""Reads an organisation's customer messages as the customer will, and holds them to best practice."""

__version__ = "0.1.0"
