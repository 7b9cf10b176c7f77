"""Volunteers, opportunities, and what is asked and answered between them."""
