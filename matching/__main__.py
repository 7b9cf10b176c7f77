"""The matcher's commands: `python -m matching --help`. Each prints JSON, a line a result."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

TEXT = "title,description"
_SETS = "in BEIR layout, or with CSV files of contracts: date, title, description, suppliers"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 2 and a line on standard error for what cannot be read or makes no sense."""
    chosen = _parser().parse_args(arguments)
    try:
        for figures in _COMMANDS[chosen.command](chosen):
            sys.stdout.write(json.dumps(figures) + "\n")
            sys.stdout.flush()
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("evaluate", help="measure the ranking on labelled sets")
    command.add_argument("folders", nargs="+", type=Path, metavar="DIR", help=_SETS)
    command = commands.add_parser("classify", help="measure how well texts are coded")
    command.add_argument("--train", type=Path, required=True, metavar="CSV")
    command.add_argument("--test", type=Path, metavar="CSV", help="else five folds of --train")
    _add_columns(command)
    command = commands.add_parser("train-categories", help="learn codes from coded notices")
    command.add_argument("file", type=Path, metavar="CSV")
    command.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    _add_columns(command)
    command = commands.add_parser("bench", help="time the matcher beside other libraries")
    command.add_argument("--profiles", type=int, required=True, metavar="N")
    command.add_argument("--queries", type=int, default=200, metavar="N")
    command.add_argument("--seed", type=int, default=0)
    command = commands.add_parser("bench-assign", help="time the assignment beside others")
    command.add_argument("--people", type=int, required=True, metavar="N")
    command.add_argument("--places", type=int, required=True, metavar="M")
    return parser


def _add_columns(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text", default=TEXT, help="columns of text, a comma between them")
    command.add_argument("--label", default="cpv_division", help="the column of the code")


def _evaluate(chosen: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from matching.contract_set import holds_contracts  # noqa: PLC0415  # slow to import
    from matching.evaluate import evaluate  # noqa: PLC0415  # slow to import
    from matching.evaluate_contracts import evaluate_contracts  # noqa: PLC0415  # slow to import
    from matching.semantic import load_encoder  # noqa: PLC0415  # slow to import

    encoder = load_encoder()
    for folder in chosen.folders:
        measure = evaluate_contracts if holds_contracts(folder) else evaluate
        yield measure(folder, encoder)


def _classify(chosen: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from matching.classify_command import classify  # noqa: PLC0415  # slow to import

    yield classify(chosen.train, chosen.test, _columns(chosen), chosen.label)


def _train(chosen: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from matching.classify_command import train_categories  # noqa: PLC0415  # slow to import

    yield train_categories(chosen.file, chosen.into, _columns(chosen), chosen.label)


def _bench(chosen: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from matching.bench import bench  # noqa: PLC0415  # slow to import

    yield bench(chosen.profiles, queries=chosen.queries, seed=chosen.seed)


def _bench_assign(chosen: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from matching.bench_assign import bench_assign  # noqa: PLC0415  # slow to import

    yield bench_assign(chosen.people, chosen.places)


def _columns(chosen: argparse.Namespace) -> tuple[str, ...]:
    return tuple(name.strip() for name in chosen.text.split(",") if name.strip())


_COMMANDS = {
    "evaluate": _evaluate,
    "classify": _classify,
    "train-categories": _train,
    "bench": _bench,
    "bench-assign": _bench_assign,
}

if __name__ == "__main__":
    sys.exit(main())
