"""How many small faults in the matcher its tests notice.

    python scripts/mutation.py [PART…] [--most 120] [--seed 5] [--survivors]

mutmut makes the faults (mutants) in copies under build/mutation. Of each file at most `--most` are
tried, drawn with the seed; `--survivors` tries only those that the run before left alive, for when
tests were added and nothing else was changed. What stays alive is named in
build/mutation/PART/survivors.txt; `mutmut show NAME` in that folder tells the change. It needs what
requirements-mutation.lock lists: `make mutation` sees to that. mutmut leaves out decorated
functions and constants, and where OR-tools is not installed, so is what it alone would run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "mutation"
GOAL = 0.85
HAS_ORTOOLS = find_spec("ortools") is not None
_FLOW = ".x_by_flow__"


@dataclass(frozen=True)
class Part:
    """Files under `matching`, and the tests under `tests/matching` that hold them."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


_RANKING = (
    "matcher",
    "times",
    "wording",
    "serves",
    "what_would_help",
    "weights",
    "coverage",
    "advice",
    "facts",
    "scoring",
    "reasons",
    "fitting",
)
PARTS = {
    "assign": Part(
        ("assign.py", "assigning/*.py"),
        ("assign", "assign_advice", "assign_input", "assign_search"),
    ),
    "rules": Part(("columns.py", "time_columns.py", "sets.py", "advice.py"), _RANKING),
    "fusion": Part(("scoring.py", "asked.py", "content.py", "assess.py"), _RANKING),
    "explanation": Part(("explain.py", "found.py", "sentences.py"), _RANKING),
}

# Faults that hang are cut off, tests by example come before those that invent many, and an
# invented example that fails is not made smaller: a mutant is dead at the first failure.
_SETTINGS = """\
[mutmut]
source_paths = matching
only_mutate =
    {sources}
pytest_add_cli_args =
    -p
    no:cacheprovider
pytest_add_cli_args_test_selection =
    {tests}
use_git_change_detection = false
timeout_multiplier = 2.0
timeout_constant = 2.0
[tool:pytest]
pythonpath = .
addopts = --import-mode=importlib
"""
_CONFTEST = """\
import hypothesis
import pytest
from hypothesis import Phase

hypothesis.settings.register_profile(
    "mutation",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("mutation")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: hasattr(item.obj, "hypothesis"))
"""
_KILLED = {1, 3, 24, -24, 152, 255, 36, -9, -11}  # the test failed, or the mutant hung or crashed


def main() -> None:
    """Try the mutants of the parts that are named, all where none is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--most", type=int, default=120, help="mutants tried of a file")
    parser.add_argument("--seed", type=int, default=5, help="of the draw")
    parser.add_argument("--survivors", action="store_true", help="only those still alive")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"There is no part called {min(unknown)}: choose from {', '.join(PARTS)}.")
    lines = [f"{'part':12} {'file':28} {'tried':>6} {'of':>6} {'killed':>7} {'rate':>7}"]
    for name in given.parts or PARTS:
        folder = _prepared(PARTS[name], FOLDER / name)
        tried = _drawn(folder, given.most, given.seed)
        _try(folder, tried, given.survivors)
        lines += _told(name, folder, tried)
    _say("\n".join(lines))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _prepared(part: Part, folder: Path) -> Path:
    """A copy of the matcher with its tests, and mutants of the part."""
    for source in ("matching", "tests/matching"):
        shutil.rmtree(folder / source, ignore_errors=True)
        shutil.copytree(
            ROOT / source, folder / source, ignore=shutil.ignore_patterns("__pycache__")
        )
    # mutmut copies what is new over what was there, and so would keep a test that has gone.
    shutil.rmtree(folder / "mutants" / "tests", ignore_errors=True)
    (folder / "tests" / "__init__.py").touch()
    (folder / "tests" / "conftest.py").write_text(_CONFTEST)
    tests = [f"tests/matching/test_{name}.py" for name in part.tests]
    settings = _SETTINGS.format(
        sources="\n    ".join(f"matching/{source}" for source in part.sources),
        tests="\n    ".join(test for test in tests if (ROOT / test).exists()),
    )
    (folder / "setup.cfg").write_text(settings)
    # A name that is none: mutmut makes the mutants, notes which tests reach them, and stops.
    _mutmut(folder, "run", "--max-children", "1", "none", quiet=True)
    return folder


def _mutmut(folder: Path, *words: str, quiet: bool = False) -> None:
    log = (folder / "log.txt").open("a")
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with log:
        done = subprocess.run(  # noqa: S603  # mutmut, with names that it gave
            [str(Path(sys.executable).with_name("mutmut")), *words],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode and not quiet:
        raise SystemExit(f"mutmut stopped: see {folder / 'log.txt'}")


def _codes(folder: Path) -> dict[str, dict[str, int | None]]:
    """By file, how the tests ended on each mutant; None for those that were not tried."""
    found = {}
    for path in sorted((folder / "mutants" / "matching").rglob("*.meta")):
        codes = json.loads(path.read_text())["exit_code_by_key"]
        if codes:
            name = path.relative_to(folder / "mutants" / "matching").as_posix()
            found[name.removesuffix(".meta")] = codes
    return found


def _drawn(folder: Path, most: int, seed: int) -> dict[str, list[str]]:
    """By file the mutants to try."""
    drawn = {}
    for file, codes in _codes(folder).items():
        names = sorted(name for name in codes if HAS_ORTOOLS or _FLOW not in name)
        draw = random.Random(f"{seed} {file}")  # noqa: S311  # a draw to repeat, no secret
        draw.shuffle(names)
        drawn[file] = names[:most]
    if not drawn:
        raise SystemExit(f"mutmut made no mutants: see {folder / 'log.txt'}")
    return drawn


def _try(folder: Path, tried: dict[str, list[str]], survivors: bool) -> None:
    codes = _codes(folder)
    names = [
        name
        for file, all_ in tried.items()
        for name in all_
        if not survivors or codes[file][name] not in _KILLED
    ]
    if names:
        _say(f"Trying {len(names)} mutants; {folder / 'log.txt'} counts them")
        _mutmut(folder, "run", "--max-children", "1", *names)


def _told(part: str, folder: Path, tried: dict[str, list[str]]) -> list[str]:
    """The lines of the table; beside it, the names of the survivors."""
    codes, lines, alive = _codes(folder), [], []
    for file, names in tried.items():
        left = [name for name in names if codes[file][name] not in _KILLED]
        alive += left
        lines.append(_line(part, file, len(names), len(codes[file]), len(names) - len(left)))
    of_all = [sum(len(each) for each in by.values()) for by in (tried, codes)]
    lines.append(_line(part, "all", *of_all, of_all[0] - len(alive)))
    (folder / "survivors.txt").write_text("".join(f"{name}\n" for name in sorted(alive)))
    return lines


def _line(part: str, file: str, tried: int, of_all: int, killed: int) -> str:
    rate = killed / tried
    mark = "" if rate >= GOAL else f"  below {GOAL:.0%}"
    return f"{part:12} {file:28} {tried:6} {of_all:6} {killed:7} {rate:7.1%}{mark}"


if __name__ == "__main__":
    main()
