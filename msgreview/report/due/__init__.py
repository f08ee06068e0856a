"""What is due for review, and its formats."""
