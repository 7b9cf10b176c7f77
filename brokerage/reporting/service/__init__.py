"""Writes of reports, their files and residents' voices."""
