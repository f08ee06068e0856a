"""Amounts, dates and units that two texts state, compared."""
