"""What mentoring decides. Pure."""
