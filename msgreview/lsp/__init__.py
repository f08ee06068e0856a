"""The language server: what an editor shows of messages while they are written."""
