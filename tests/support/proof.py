"""Which of the three proofs this run is: every day's, the rest on PostgreSQL, or the long one."""

import os

_PROOF = os.environ.get("BROKERAGE_PROOF", "")
IS_LONG = _PROOF == "long"
"""`make check-all`: everything, and as many rounds as it takes."""
IS_SECOND_ENGINE = _PROOF == "postgresql"
"""`make test-postgresql`: what every day's proof has tried on SQLite alone."""
