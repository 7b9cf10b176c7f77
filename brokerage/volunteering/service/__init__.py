"""Every write of volunteering, a file a journey."""
