"""What volunteers and opportunities may be, and how an ask is answered. Pure."""
