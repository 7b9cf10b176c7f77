"""Forms of buyers and of those who search."""
