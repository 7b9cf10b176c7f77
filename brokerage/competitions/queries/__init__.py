"""Queries of competitions, one file a journey."""
