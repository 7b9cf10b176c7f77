"""The forms of volunteering, a file a journey."""
