"""Impact: what an organisation did, what all did in a year, frozen, and what residents wish."""
