"""Organisations, their members, their way to approval, and the directory."""
