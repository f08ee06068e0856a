"""Placing people into training sessions that are offered several times.

`plan` says what there is to place, `read` reads it from spreadsheets, `solve` places it or names what stands in the way,
`roster` writes it down.
"""
