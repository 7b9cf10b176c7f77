"""`make bench`: every benchmark, one JSON line each; ends with 1 where a target is missed."""

import json
import sys

from tests.benchmarks import (
    cohorts,
    directory,
    freezing,
    impact,
    ledger,
    procurement,
    spend,
    startup,
    volunteering,
)

MEASURES = (
    startup.measure,
    directory.measure,
    volunteering.measure,
    procurement.measure,
    freezing.measure,
    cohorts.measure,
    ledger.measure,
    spend.measure,
    impact.measure,
)


def main() -> int:
    """Run all and print each as it is measured."""
    is_missed = False
    for measure in MEASURES:
        figures = measure()
        is_missed = is_missed or not all(figures["targets"].values())
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
