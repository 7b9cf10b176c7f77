"""Forms of organisations, by journey."""
