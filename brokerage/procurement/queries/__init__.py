"""Every read of procurement, a file a journey."""
