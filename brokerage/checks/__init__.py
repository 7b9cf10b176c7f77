"""What a role requires of a volunteer, decided by dated rules, and what people have of it."""
