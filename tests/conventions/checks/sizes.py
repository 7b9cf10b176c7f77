"""How long things may be, and which silencers are not heard."""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.checks.source import Function, Source, app_sources, sources

# A migration is a record of tables, written by Alembic, as long as they are many.
RECORDS = "brokerage/migrations/versions/"
MOST_LINES_APP = 400
MOST_LINES_FACTORY = 100
MOST_LINES_TEST = 600
MOST_LINES_CONFTEST = 200
MOST_LINES_FUNCTION = 40
MOST_LINES_VIEW = 25
ROUTE_DECORATORS = frozenset({"route", "get", "post"})
# A silencer names its code and then says why, in words.
REASONED = re.compile(r"(noqa: ?[A-Z0-9, ]+|type: ?ignore\[[a-z, -]+\]|pragma: no cover)\W+\w.{6,}")
SILENCER = re.compile(r"#\s*(noqa|type: ?ignore|pragma: no cover)\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SHAMS = frozenset(
    {"time.sleep", "pytest.skip", "pytest.xfail", "pytest.mark.skip", "pytest.mark.skipif"}
    | {"pytest.mark.xfail", "pytest.importorskip", "unittest.skip"}
)


def long_files(root: Path) -> Iterator[str]:
    """Find files over their limit."""
    for source in [*_written(root), *sources(root, "tests")]:
        lines, limit = len(source.text.splitlines()), _limit(source)
        if lines > limit:
            yield f"{source.name}: {lines} lines, at most {limit}"


def _written(root: Path) -> Iterator[Source]:
    return (source for source in app_sources(root) if not source.name.startswith(RECORDS))


def _limit(source: Source) -> int:
    if source.name == "brokerage/__init__.py":
        return MOST_LINES_FACTORY
    if source.path.name == "conftest.py":
        return MOST_LINES_CONFTEST
    return MOST_LINES_TEST if source.name.startswith("tests/") else MOST_LINES_APP


def long_functions(root: Path) -> Iterator[str]:
    """Find functions over 40 lines and views over 25."""
    for source in _written(root):
        for function in source.functions():
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            limit = MOST_LINES_VIEW if is_view(function) else MOST_LINES_FUNCTION
            if lines > limit:
                yield f"{source.name}:{function.lineno} {function.name}: {lines}, at most {limit}"


def is_view(function: Function) -> bool:
    """Say whether a route decorator makes this function a view."""
    calls = (each.func for each in function.decorator_list if isinstance(each, ast.Call))
    return any(isinstance(c, ast.Attribute) and c.attr in ROUTE_DECORATORS for c in calls)


def bare_silencers(root: Path) -> Iterator[str]:
    """Find comments that silence a check without its code or without a reason."""
    for source in [*app_sources(root), *sources(root, "tests")]:
        for line, comment in _comments(source):
            if SILENCER.search(comment) and not REASONED.search(comment):
                yield f"{source.name}:{line} {comment}"


def unfinished(root: Path) -> Iterator[str]:
    """Find comments that put work off."""
    for source in [*app_sources(root), *sources(root, "tests")]:
        for line, comment in _comments(source):
            if UNFINISHED.search(comment):
                yield f"{source.name}:{line} {comment}"


def shams(root: Path) -> Iterator[str]:
    """Find tests that sleep, skip, expect to fail, or test a mock."""
    for source in sources(root, "tests"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in SHAMS:
                yield f"{source.name}:{node.lineno} {ast.unparse(node)}"
        for node, name in source.imports():
            if name.split(".")[0] == "mock" or name.startswith("unittest.mock"):
                yield f"{source.name}:{node.lineno} {name}"


def exempted_files(root: Path) -> Iterator[str]:
    """Find ruff exemptions for one file: only whole folders have their own rules."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    for pattern in settings["tool"]["ruff"]["lint"].get("per-file-ignores", {}):
        if not pattern.endswith("/**"):
            yield f"pyproject.toml exempts {pattern}"


def _comments(source: Source) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
