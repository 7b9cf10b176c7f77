"""Queries of contracts, one file a journey."""
