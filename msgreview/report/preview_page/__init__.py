"""A message as its reader gets it, as a page: mail in a mail client, a text message in bubbles, a letter on its sheet."""
