"""What a planned purchase may be, and the files it comes in. Pure."""
