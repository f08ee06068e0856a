"""Texts that come from elsewhere, and the new message files they become."""
