"""What a person types into the forms where a guess by the field's name will not do."""

TYPED: dict[str, dict[str, str]] = {}
NOT_TAKEN: frozenset[str] = frozenset()
"""Posts of buying that no form of the seeded world can send."""
