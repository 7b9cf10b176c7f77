"""Services: whatever writes is marked, so that the write transaction begins with it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.checks.source import Function, app_sources

# Called as methods of a session, or as functions of SQLAlchemy, audit and mail.
WRITING_METHODS = frozenset({"add", "add_all", "delete", "flush", "merge"})
WRITING_FUNCTIONS = frozenset({"record", "queue_mail", "insert", "update", "delete"})


def unmarked(root: Path) -> Iterator[str]:
    """Find public functions of services that write without the mark `@writes`."""
    for source in app_sources(root):
        if source.room != "service":
            continue
        for node in source.tree.body:
            is_public = isinstance(node, Function) and not node.name.startswith("_")
            if is_public and not _is_marked(node) and _writes(node):
                yield f"{source.name}:{node.lineno} {node.name}"


def _is_marked(function: Function) -> bool:
    return any(ast.unparse(each) == "writes" for each in function.decorator_list)


def _writes(function: Function) -> bool:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(
        (isinstance(call, ast.Name) and call.id in WRITING_FUNCTIONS)
        or (isinstance(call, ast.Attribute) and _is_write(call))
        for call in calls
    )


def _is_write(call: ast.Attribute) -> bool:
    owner = ast.unparse(call.value)
    is_told = call.attr in WRITING_FUNCTIONS and owner in ("audit", "mail")
    return is_told or (call.attr in WRITING_METHODS and owner.endswith("session"))
