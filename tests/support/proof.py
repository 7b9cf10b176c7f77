"""Which of the three proofs this run is: every day's, the rest of it, or the long one."""

import os

_PROOF = os.environ.get("BROKERAGE_PROOF", "")
IS_LONG = _PROOF == "long"
"""`make check-all`: everything, and as many rounds as it takes."""
IS_REST = _PROOF == "rest"
"""`make test-rest`: on PostgreSQL what every day tries on SQLite alone, and the other journeys."""
EVERYDAY_JOURNEYS = frozenset(
    {
        "test_accounts",
        "test_charter",
        "test_competition",
        "test_demonstration",
        "test_first_door",
        "test_hours",
        "test_project",
        "test_public_pages",
        "test_second_door",
        "test_third_door",
        "test_verdicts",
    }
)
