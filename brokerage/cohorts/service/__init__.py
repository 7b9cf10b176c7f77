"""Writes of cohorts."""
