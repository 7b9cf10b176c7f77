"""What may be asked for, offered and agreed. Pure."""
