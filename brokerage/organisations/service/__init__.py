"""Every write of organisations, by journey."""
