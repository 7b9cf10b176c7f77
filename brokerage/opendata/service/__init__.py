"""Writes of what is published."""
