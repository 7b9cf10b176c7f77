"""Social value: community bodies ask, businesses offer, both agree, and what came is confirmed."""
