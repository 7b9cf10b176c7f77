"""Loading lists of categories: those that ship with the project and those an operator gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, writes
from brokerage.matchmaking import rules
from brokerage.matchmaking.models import Category
from brokerage.matchmaking.queries.ranking import CATEGORY_KIND
from brokerage.matchmaking.rules import Scheme, Source
from brokerage.matchmaking.service import mark_changed
from brokerage.permissions import SYSTEM
from brokerage.tables import Layout, Row, Table, recognise_table

MOST_ROWS = 50_000
SEED_FILES = ("cpv.csv", "causes.csv", "skills.csv", "topics.csv")

_CODE = ("code", "cpv", "cpv code")
_LABEL = ("label", "name", "description")
_WORDS = ("words", "trade_words", "keywords")
LAYOUTS = (
    Layout(
        Scheme.CPV,
        {"code": _CODE, "label": _LABEL, "level": ("level",), "words": _WORDS},
        {"code", "label", "level"},
    ),
    Layout(
        Scheme.SKILL,
        {
            "code": ("code",),
            "label": ("label", "skill"),
            "group": ("group", "category"),
            "words": _WORDS,
        },
        {"label", "group"},
    ),
    Layout(
        Scheme.TOPIC,
        {"code": ("code",), "label": ("topic",), "group": ("group",), "words": _WORDS},
        {"label", "group", "words"},
    ),
    Layout(
        Scheme.CAUSE,
        {"code": ("code",), "label": ("label", "cause"), "words": _WORDS},
        {"code", "label", "words"},
    ),
)


@dataclass(frozen=True, kw_only=True)
class CategoryRow:
    """One category as a file has it."""

    code: str
    level: str
    label: str
    group_label: str | None
    words: str


@dataclass(frozen=True)
class LoadedCategories:
    """What a file of categories held and what became of it."""

    name: str
    scheme: str
    added: int
    changed: int
    unchanged: int
    rejected: int
    reasons: list[str]
    """The first rejected rows with line number and reason, then how many more."""

    def sentence(self) -> str:
        """Return the whole in one line."""
        return (
            f"{self.name}: {self.scheme}: {self.added:,} added, {self.changed:,} changed, "
            f"{self.unchanged:,} as they were, {self.rejected:,} rejected"
        )


def load_categories_file(path: Path, source: Source = Source.LOADED) -> LoadedCategories:
    """Load a list of categories from a file; the caller commits.

    A list that an operator loads adds what is missing: a category of the seed keeps its
    plain label and its words, and takes the list's label as one more of its words. The same
    file again changes nothing. Raises DomainError where no row can be used.
    """
    table = recognise_table(path, LAYOUTS)
    rows = list(_rows(table))
    if not rows:
        reasons = "; ".join(table.rejected.lines()[:3])
        raise DomainError(f"No row of the file can be used. {reasons}".strip(), "file")
    added, changed = save_categories(table.layout.name, rows, source)
    return LoadedCategories(
        path.name,
        table.layout.name,
        added,
        changed,
        len(rows) - added - changed,
        table.rejected.count,
        table.rejected.lines(),
    )


def load_reference_categories(progress: Callable[[str], object] = lambda line: None) -> bool:
    """Load the categories of seed/categories; say whether any changed. The caller commits."""
    folder = current_app.extensions["config"].seed_folder / "categories"
    has_changed = False
    for name in SEED_FILES:
        loaded = load_categories_file(folder / name, Source.SEED)
        if loaded.rejected:
            raise ValueError(f"{name}: {'; '.join(loaded.reasons)}")
        if loaded.added or loaded.changed:
            has_changed = True
            progress(f"Loaded {loaded.sentence()}")
    return has_changed


@writes
def save_categories(
    scheme: str, rows: Iterable[CategoryRow], source: Source = Source.LOADED
) -> tuple[int, int]:
    """Add and change categories; return how many of each. None is ever removed."""
    known = {
        each.code: each
        for each in db.session.scalars(select(Category).where(Category.scheme == scheme))
    }
    added = changed = 0
    for row in rows:
        category = known.get(row.code)
        if category is None:
            db.session.add(_new(scheme, row, source))
            added += 1
        elif _bring_up_to_date(category, row, source):
            changed += 1
    if added or changed:
        counts = {"scheme": scheme, "source": source.value, "added": added, "changed": changed}
        audit.record(SYSTEM, "matchmaking:categories:load", "category", None, after=counts)
        mark_changed(CATEGORY_KIND, 0)
    return added, changed


def _new(scheme: str, row: CategoryRow, source: Source) -> Category:
    return Category(
        scheme=scheme,
        code=row.code,
        level=row.level,
        label=row.label,
        group_label=row.group_label,
        words=row.words,
        source=source.value,
    )


def _bring_up_to_date(category: Category, row: CategoryRow, source: Source) -> bool:
    """Take in what the row says; return whether anything is different now."""
    if source == Source.SEED:
        # What was loaded before the seed was gives its label up to the plain one.
        words = rules.join_words(row.words, category.words, _other_label(category.label, row.label))
        changes = _of_seed(row, words)
    elif category.source == Source.SEED:
        label = _other_label(row.label, category.label)
        changes = {"words": rules.join_words(category.words, row.words, label)}
    else:
        changes = {"label": row.label, "level": row.level, "group_label": row.group_label}
        changes["words"] = rules.join_words(category.words, row.words)
    is_different = any(getattr(category, name) != value for name, value in changes.items())
    for name, value in changes.items():
        setattr(category, name, value)
    return is_different


def _of_seed(row: CategoryRow, words: str) -> dict[str, str | None]:
    return {
        "label": row.label,
        "level": row.level,
        "group_label": row.group_label,
        "words": words,
        "source": Source.SEED.value,
    }


def _other_label(label: str, kept: str) -> str:
    """Return a label as a word for another that is kept; "" where they say the same."""
    label = label.replace(rules.WORD_SEPARATOR, ",")
    return "" if label.casefold() == kept.casefold() else label


def _rows(table: Table) -> Iterator[CategoryRow]:
    seen: set[str] = set()
    for row in table:
        try:
            found = _read(table.layout.name, row)
            if found.code in seen:
                raise DomainError("repeats a code above it")
        except DomainError as refusal:
            table.reject(row, refusal.sentence)
            continue
        if len(seen) == MOST_ROWS:
            raise DomainError(f"The file has more than {MOST_ROWS:,} categories", "file")
        seen.add(found.code)
        yield found


def _read(scheme: str, row: Row) -> CategoryRow:
    label = row["label"]
    if not label:
        raise DomainError("there is no label")
    _check_lengths({label: rules.LONGEST_LABEL, row["words"]: rules.LONGEST_WORDS})
    _check_lengths({row["group"]: rules.LONGEST_GROUP_LABEL})
    code = rules.clean_code(scheme, row["code"] or rules.code_of_label(label))
    return CategoryRow(
        code=code,
        level=rules.cpv_level(code) if scheme == Scheme.CPV else scheme,
        label=label,
        group_label=row["group"] or None,
        words=rules.join_words(row["words"]),
    )


def _check_lengths(limits: Mapping[str, int]) -> None:
    for text, limit in limits.items():
        if len(text) > limit:
            raise DomainError(f"a cell is longer than {limit:,} characters")
