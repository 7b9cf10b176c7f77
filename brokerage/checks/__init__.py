"""What a role requires of a volunteer: stated by the host, decided by people."""
