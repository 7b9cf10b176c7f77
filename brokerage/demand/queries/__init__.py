"""Reads of forward plans, by who asks."""
