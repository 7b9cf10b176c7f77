"""What import-linter cannot say: imports inside functions, single names, who knows the matcher."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.checks.source import app_sources, sources

# What may be imported inside a function, and why it is worth it.
LAZY = {
    "weasyprint": "an extra that not every site has, and slow to import",
    "sklearn": "costs 2 seconds and 124 MiB a process",
    "matching.accepted": "imports sklearn",
    "matching.bands": "imports sklearn",
    "matching.account": "imports sklearn",
    "matching.matcher": "imports sklearn",
    "matching.own": "imports sklearn",
    "matching.suggest": "imports sklearn",
    "matching.categorise": "imports sklearn",
    "matching.category_texts": "imports sklearn",
    "matching.classify_command": "imports sklearn",
    "matching.classify_store": "imports sklearn",
    "matching.semantic": "imports sklearn",
    "matching.text": "imports sklearn",
    "matching.learn": "imports sklearn",
    "matching.judge": "imports sklearn",
    "matching.lexicon": "imports sklearn",
    "matching.passages": "imports sklearn",
    "matching.assign": "imports scipy",
    "matching.placement": "imports sklearn",
    "matching.store": "imports sklearn",
    "scipy.sparse._sparsetools": "private to SciPy: may not be there",
    "matching.duplicates": "imports sklearn",
    "waitress": "only the command that serves needs it",
    "openpyxl": "only reading a spreadsheet needs it",
}
PAGE_NAMES = frozenset(
    f"flask.{name}"
    for name in [
        "request",
        "session",
        "redirect",
        "render_template",
        "flash",
        "abort",
        "url_for",
        "make_response",
    ]
)
QUIET_ROOMS = frozenset({"service", "queries", "models", "profiles", "rules", "permissions"})
NEVER_COMMIT = frozenset({"service", "queries", "models", "profiles", "routes", "forms", "emails"})
MATCHING_FOR_PROFILES = ("matching.profile", "matching.Profile", "matching.Place")


def hidden_imports(root: Path) -> Iterator[str]:
    """Find imports inside functions that the table of heavy libraries does not explain."""
    for source in sources(root, "brokerage"):
        for function in source.functions():
            for node in ast.walk(function):
                for name in _imported(node):
                    if not _begins_with_any(name, LAZY):
                        yield f"{source.name}:{node.lineno} {name} inside {function.name}"


def page_names_below_routes(root: Path) -> Iterator[str]:
    """Find services, reads and models that look at the request or build an answer."""
    for source in app_sources(root):
        if source.room in QUIET_ROOMS:
            for node, name in source.imports():
                if name in PAGE_NAMES:
                    yield f"{source.name}:{node.lineno} {name}"


def commits(root: Path) -> Iterator[str]:
    """Find commits where one hook commits for everyone."""
    for source in app_sources(root):
        if source.room not in NEVER_COMMIT:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and _ends_a_transaction(node.func):
                yield f"{source.name}:{node.lineno} {ast.unparse(node)}"


def strangers_to_the_matcher(root: Path) -> Iterator[str]:
    """Find files besides matchmaking and profiles that import the matcher."""
    for source in sources(root, "brokerage"):
        if source.feature == "matchmaking":
            continue
        for node, name in source.imports():
            if not _begins_with_any(name, ("matching",)):
                continue
            if source.room != "profiles" or not name.startswith(MATCHING_FOR_PROFILES):
                yield f"{source.name}:{node.lineno} {name}"


def sessions_in_routes(root: Path) -> Iterator[str]:
    """Find routes that reach for the database session; they ask queries and services."""
    for source in app_sources(root):
        if source.room == "routes":
            for node, name in source.imports():
                if name in ("brokerage.extensions.db", "brokerage.extensions.Base"):
                    yield f"{source.name}:{node.lineno} {name}"


def _ends_a_transaction(call: ast.expr) -> bool:
    """Say whether this commits anything, or rolls back more than a savepoint of its own."""
    if not isinstance(call, ast.Attribute):
        return False
    is_session = ast.unparse(call.value).endswith("session")
    return call.attr == "commit" or (call.attr == "rollback" and is_session)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _begins_with_any(name: str, modules: object) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in modules)
