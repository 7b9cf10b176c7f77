"""Views, one file an audience."""
