"""The session kit: what the trainers of a group session print, from a session file and the catalogue's own policies."""
