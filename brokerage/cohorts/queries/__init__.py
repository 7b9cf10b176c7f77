"""Reads of cohorts."""
