"""What a sentence does, and how the whole message reads."""
