"""What things may be called: modules, files of a feature, reads, addresses, endpoints."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from werkzeug.routing import Rule

from tests.conventions.checks.source import app_sources, features, sources

BANNED = frozenset(
    [
        "helper",
        "helpers",
        "util",
        "utils",
        "common",
        "misc",
        "manager",
        "managers",
        "data",
        "info",
        "item",
    ]
)
ROOMS = frozenset(
    [
        "rules",
        "models",
        "queries",
        "service",
        "profiles",
        "forms",
        "routes",
        "permissions",
        "feature",
        "emails",
        "tasks",
        "cli",
    ]
)
READS = re.compile(r"(get|find|list|count|search|suggest|is|has)_[a-z]")
ADDRESS_PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
ARGUMENT = re.compile(r"<(?:(?P<converter>[^:<>]+):)?(?P<name>\w+)>")
UNBOUNDED = frozenset({"", "string", "default"})
_VERBS = """
accept add answer apply approve ask assign book browse cancel change check choose claim close
compare complete confirm copy create decide decline delete download edit end enter export find
finish give hide import invite join leave list open pay plan pledge preview publish read register
reject remove rename reopen replace reply report request reset restore resume review save search
see send set share show sign start submit suggest suspend switch take tick turn undo untick update
upload use verify view withdraw
"""
VERBS = frozenset(_VERBS.split())
# What needs no object: one registers, in accounts, and there is nothing to add.
COMPLETE = frozenset({"register"})


def banned_modules(root: Path) -> Iterator[str]:
    """Find modules and packages whose name says nothing."""
    for source in [*app_sources(root), *sources(root, "tests")]:
        for part in (*source.path.relative_to(root).parts[:-1], source.path.stem):
            if BANNED & set(part.lower().split("_")):
                yield f"{source.name}: {part}"


def unknown_rooms(root: Path) -> Iterator[str]:
    """Find files of a feature that are not among the rooms of the house."""
    for feature in features(root):
        for path in sorted((root / "brokerage" / feature).iterdir()):
            is_module = path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")
            if is_module and path.stem not in ROOMS | {"__init__"}:
                yield f"brokerage/{feature}/{path.name}"
        if (root / "brokerage" / feature / "routes.py").exists():
            yield f"brokerage/{feature}/routes.py: routes is a package, one file an audience"


def misnamed_reads(root: Path) -> Iterator[str]:
    """Find public functions in queries that do not say what kind of read they are."""
    for source in app_sources(root):
        if source.room != "queries":
            continue
        for node in source.tree.body:
            is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if is_public and not READS.match(node.name):
                yield f"{source.name}:{node.lineno} {node.name}"


def bad_addresses(rules: Iterable[Rule]) -> Iterator[str]:
    """Find routes that are not kebab-case or whose arguments are not typed."""
    for rule in rules:
        if rule.endpoint == "static":
            continue
        for argument in ARGUMENT.finditer(rule.rule):
            if (argument["converter"] or "").split("(")[0] in UNBOUNDED:
                yield f"{rule.rule}: {argument['name']} has no type of its own"
        for part in filter(None, ARGUMENT.sub("", rule.rule).split("/")):
            if not ADDRESS_PART.fullmatch(part.strip(".")):
                yield f"{rule.rule}: {part} is not kebab-case"


def bad_endpoints(rules: Iterable[Rule]) -> Iterator[str]:
    """Find views that are not called by a verb and what it is done to."""
    for endpoint in sorted({rule.endpoint for rule in rules} - {"static"}):
        verb, _, noun = endpoint.rpartition(".")[2].partition("_")
        if verb not in VERBS or not (noun or verb in COMPLETE):
            yield f"{endpoint}: begin with a verb (tests/conventions/checks/names.py lists them)"
