"""The house rules on the source itself (DESIGN: the tree, the rooms, the sizes, the names)."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conventions.checks import imports, locks, names, regexes, services, sizes
from tests.conventions.checks.source import ROOT

CHECKS: tuple[Callable[[Path], Iterator[str]], ...] = (
    sizes.long_files,
    sizes.long_functions,
    sizes.bare_silencers,
    sizes.unfinished,
    sizes.shams,
    sizes.exempted_files,
    names.banned_modules,
    names.unknown_rooms,
    names.misnamed_reads,
    imports.hidden_imports,
    imports.page_names_below_routes,
    imports.commits,
    imports.sessions_in_routes,
    imports.strangers_to_the_matcher,
    regexes.unreadable,
    regexes.slow,
    services.unmarked,
    locks.differences,
    locks.unlocked,
)
LOCKS = ("requirements.lock", "requirements-tests.lock")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_source_keeps(check: Callable[[Path], Iterator[str]]) -> None:
    assert not list(check(ROOT)), check.__doc__


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("check", [locks.unhashed, locks.addresses], ids=lambda c: c.__name__)
def test_the_lock_files_keep(check: Callable[[Path], Iterator[str]], name: str) -> None:
    assert not list(check(ROOT / name)), check.__doc__


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports", "--no-cache"),
    ],
    ids=" ".join,
)
def test_the_tools_agree(command: tuple[str, ...]) -> None:
    assert_quiet(command, ROOT)


def assert_quiet(command: tuple[str, ...], folder: Path) -> None:
    """Run a tool of this environment in the folder; its output is the message if it objects."""
    program = Path(sys.executable).with_name(command[0])
    result = subprocess.run(
        [str(program), *command[1:]], cwd=folder, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
