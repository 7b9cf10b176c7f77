"""What is published, and in which form. Pure."""
