"""The project's own source as the checks read it: files, trees and features."""

import ast
from collections.abc import Iterator
from configparser import RawConfigParser
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
APP_FOLDERS = ("brokerage", "matching", "scripts")
NOT_FEATURES = frozenset({"web", "migrations", "seeding"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file, named by its path below the root."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        """The path below the root, with slashes."""
        return self.path.relative_to(self.root).as_posix()

    @cached_property
    def text(self) -> str:
        """What the file says."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text, filename=self.name)

    @property
    def feature(self) -> str | None:
        """The feature this file belongs to, if it belongs to one."""
        parts = self.path.relative_to(self.root).parts
        if parts[0] != "brokerage" or len(parts) < 3 or parts[1] in NOT_FEATURES:
            return None
        return parts[1]

    @property
    def room(self) -> str | None:
        """Its room in the feature: rules, models, routes…, also for a file of such a package."""
        return Path(self.path.relative_to(self.root).parts[2]).stem if self.feature else None

    def functions(self) -> Iterator[Function]:
        """Yield every function and method, inner ones too."""
        return (n for n in ast.walk(self.tree) if isinstance(n, Function))

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Yield each import with the full name of what it brings in."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def sources(root: Path, *folders: str) -> Iterator[Source]:
    """Yield the Python files below these folders, in order."""
    for folder in folders:
        yield from (Source(root, path) for path in sorted((root / folder).rglob("*.py")))


def app_sources(root: Path) -> Iterator[Source]:
    """Yield the files of the app, the matcher and the scripts."""
    return sources(root, *APP_FOLDERS)


def features(root: Path) -> list[str]:
    """Return the names of the features that exist."""
    folders = (path for path in (root / "brokerage").iterdir() if path.is_dir())
    return sorted(
        each.name for each in folders if each.name not in NOT_FEATURES and "_" not in each.name
    )


@dataclass(frozen=True)
class Arrows:
    """Who may look down on whom, read from the layers that import-linter holds."""

    levels: dict[str, tuple[int, int]]
    """Module below `brokerage` → (level, group): 0 is the top; one level's groups are apart."""
    fixed: frozenset[str]
    """The modules that are always there; the others, in brackets, come when they are needed."""

    @classmethod
    def read(cls, root: Path) -> "Arrows":
        """Read the layers in setup.cfg."""
        config = RawConfigParser()
        config.read(root / "setup.cfg", encoding="utf-8")
        lines = config["importlinter:contract:arrows"]["layers"].split("\n")
        levels: dict[str, tuple[int, int]] = {}
        optional: set[str] = set()
        for level, line in enumerate(filter(None, lines)):
            for group, names in enumerate(line.split("|")):
                for name in names.split(":"):
                    levels[name.strip(" ()")] = (level, group)
                    optional |= {name.strip(" ()")} if "(" in name else set()
        return cls(levels, frozenset(levels.keys() - optional))

    def allow(self, upper: str, lower: str) -> bool:
        """Say whether `upper` may use what `lower` has."""
        (level, group), (other_level, other_group) = self.levels[upper], self.levels[lower]
        return level < other_level or (level == other_level and group == other_group)
