"""`msgreview train`: practice for the people who write and send the messages."""
