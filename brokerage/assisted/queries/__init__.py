"""Every read of assisted volunteers, one file a journey."""
