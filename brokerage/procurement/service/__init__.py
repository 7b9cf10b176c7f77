"""Every write of procurement, a file a journey."""
