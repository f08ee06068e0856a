"""Placing people into training sessions that are offered several times.

`plan` says what there is to place, `read` reads it from spreadsheets, `solve` places it or names what stands in the way, `verify`
holds a roster to every demand without the solver, `roster` writes it down.
"""
