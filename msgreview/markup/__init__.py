"""What HTML shows its readers and what it hides, for whoever reads or fingerprints a text."""
