"""Every read of organisations, by audience."""
