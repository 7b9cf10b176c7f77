"""The arrows that no import shows: templates that use templates, tables that point at tables."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, nodes
from sqlalchemy.orm import Mapper

from tests.conventions.checks.source import Arrows

SHARED = frozenset({"components", "layout.html", "layouts", "errors"})
LIBRARY = "govuk_frontend_jinja/"
REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def template_arrows(templates: Path, environment: Environment, arrows: Arrows) -> Iterator[str]:
    """Find templates that use another feature's template against the arrows, or a computed one."""
    for path in sorted(templates.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(templates).as_posix()
        for line, target in _references(path, environment):
            if target is None:
                yield f"{name}:{line} names its template by an expression"
            elif not _allows(arrows, name, target):
                yield f"{name}:{line} uses {target}"


def _references(path: Path, environment: Environment) -> Iterator[tuple[int, str | None]]:
    tree = environment.parse(path.read_text(encoding="utf-8"), filename=str(path))
    for node in tree.find_all(REFERENCES):
        named = node.template
        is_plain = isinstance(named, nodes.Const) and isinstance(named.value, str)
        yield node.lineno, named.value if is_plain else None


def owner_of_template(name: str) -> str:
    """Return the folder that owns a template; an e-mail belongs to the feature that sends it."""
    parts = name.split("/")
    return parts[1] if parts[0] == "email" and len(parts) > 2 else parts[0]


def _allows(arrows: Arrows, name: str, target: str) -> bool:
    owner, other = owner_of_template(name), owner_of_template(target)
    if other in SHARED or target.startswith(LIBRARY):
        return True
    if owner in SHARED:
        return False
    return owner == other or arrows.allow(owner, other)


def unknown_template_folders(templates: Path, arrows: Arrows) -> Iterator[str]:
    """Find folders of templates that belong to no feature."""
    for path in sorted(templates.rglob("*")):
        name = path.relative_to(templates).as_posix()
        owner = owner_of_template(name)
        if path.is_file() and owner not in SHARED | {"email"} and owner not in arrows.levels:
            yield name


def foreign_key_arrows(mappers: Iterable[Mapper], arrows: Arrows) -> Iterator[str]:
    """Find foreign keys to a table of a feature that the table's own may not look at."""
    owners = {each.local_table.name: _owner_of_class(each.class_) for each in mappers}
    for mapper in mappers:
        upper = _owner_of_class(mapper.class_)
        for key in mapper.local_table.foreign_keys:
            target = key.target_fullname.split(".")[0]
            if upper != owners[target] and not arrows.allow(upper, owners[target]):
                yield f"{mapper.local_table.name}.{key.parent.name} → {target} ({owners[target]})"


def _owner_of_class(mapped: type) -> str:
    return mapped.__module__.split(".")[1]
