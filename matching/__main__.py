"""`python -m matching evaluate DIR [DIR…]`: one JSON line a folder."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from matching.retrieval_set import MalformedSetError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 2 with one line on standard error for a folder that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m matching")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("evaluate", help="measure the matcher on labelled sets")
    command.add_argument(
        "folders", nargs="+", type=Path, metavar="DIR", help="a set in BEIR layout"
    )
    chosen = parser.parse_args(arguments)

    from matching.evaluate import evaluate  # noqa: PLC0415  # slow to import

    for folder in chosen.folders:
        try:
            sys.stdout.write(json.dumps(evaluate(folder)) + "\n")
            sys.stdout.flush()
        except MalformedSetError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
