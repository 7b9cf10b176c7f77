"""The forms of procurement, a file a journey."""
