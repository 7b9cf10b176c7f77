"""Writes of passports."""
