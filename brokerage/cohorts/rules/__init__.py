"""Rules of cohorts, their places, their runs and the offers. Pure."""
