"""Competitions: from an invitation to sealed responses, evaluation and an award."""
