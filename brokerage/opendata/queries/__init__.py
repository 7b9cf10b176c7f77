"""Reads of what is published."""
