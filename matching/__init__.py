"""Ranking of profiles for a seeker: a library that knows no web framework, database or clock."""
