"""A local web application: the catalogue to search, messages to read and edit, the reviews that wait.

It listens to this machine alone.
"""
