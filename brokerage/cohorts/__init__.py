"""Cohorts: many volunteers of one host placed in its many places, all at once and exactly."""
