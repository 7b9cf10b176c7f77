"""Reads of passports."""
