"""Loads `seed/` through the services, and starts demonstration mode."""
