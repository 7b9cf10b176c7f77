"""Forms of competitions, one file a journey."""
