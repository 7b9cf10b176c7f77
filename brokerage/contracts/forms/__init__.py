"""Forms of contracts, one file a journey."""
