"""All patterns of all rules and moves against a text, once."""
