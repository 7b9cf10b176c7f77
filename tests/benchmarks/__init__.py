"""What is claimed of speed, measured beside a named baseline in the same run."""
