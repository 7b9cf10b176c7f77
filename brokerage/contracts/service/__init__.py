"""Service of contracts, one file a journey."""
