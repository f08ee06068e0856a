"""Message files become documents: YAML with positions, templates, variants, sentences and what they do."""
