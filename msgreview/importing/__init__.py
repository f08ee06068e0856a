"""Records of other systems, made into message files."""
