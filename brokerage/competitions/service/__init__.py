"""Service of competitions, one file a journey."""
