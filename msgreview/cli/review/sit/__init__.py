"""`msgreview review sit`: what waits for review, one screen each and one key a decision."""
