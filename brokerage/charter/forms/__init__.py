"""Forms of the charter, one file an audience."""
