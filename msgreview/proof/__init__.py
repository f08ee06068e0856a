"""Rules held to their own examples."""
