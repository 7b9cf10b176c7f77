"""The spend lens: what councils publish that they spent, read, resolved and shown."""
