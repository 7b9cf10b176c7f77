"""Forms of competitions, one file a side."""
