"""Mentoring between adults: two sides, unnamed until one asks and the other says yes."""
