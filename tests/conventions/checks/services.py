"""Services: every public one is marked as a write, so that its transaction begins with it."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from types import FunctionType, ModuleType

from tests.conventions.checks.source import Source


def service_modules(sources: Iterable[Source]) -> list[ModuleType]:
    """Import the service module, or each module of the service package, of every feature."""
    names = [
        source.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for source in sources
        if source.room == "service"
    ]
    return [import_module(name) for name in names]


def unmarked(modules: Iterable[ModuleType]) -> Iterator[str]:
    """Find public functions of services without the mark of a write."""
    for module in modules:
        for name, function in vars(module).items():
            is_own = isinstance(function, FunctionType) and function.__module__ == module.__name__
            is_public = is_own and not name.startswith("_")
            if is_public and not getattr(function, "__writes__", False):
                yield f"{module.__name__}.{name}"
