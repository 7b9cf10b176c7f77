"""Forms of social value, one file a journey."""
