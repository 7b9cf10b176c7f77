"""What a spend file says, whom it names, and what its sums mean. Pure."""
