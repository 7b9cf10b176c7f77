"""Whom a volunteer works for: the evidence that leave and a line manager need."""
