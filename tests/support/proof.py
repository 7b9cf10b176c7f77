"""Which of the two proofs this run is: every day's, or the long one of `make check-all`."""

import os

IS_LONG = os.environ.get("BROKERAGE_PROOF") == "long"
