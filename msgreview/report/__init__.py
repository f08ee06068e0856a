"""What people and programs read: values in, lines or text out. Nothing here prints."""
