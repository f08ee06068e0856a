"""Where each message comes from, what was changed in it and by whom, and whether somebody has read it since: all from git."""
