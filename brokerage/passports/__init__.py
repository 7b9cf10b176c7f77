"""A supplier's passport: its sites, its size, its purpose, and what it can take on."""
