"""Every read of volunteering, a file a journey."""
