"""Writes of forward plans, interest and updates."""
