"""Catalogues and their files: YAML with positions, settings, the messages by id."""
