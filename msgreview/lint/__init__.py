"""From messages to findings: one message at a time, then the catalogue as a whole."""
