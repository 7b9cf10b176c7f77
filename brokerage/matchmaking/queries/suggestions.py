"""From a person's own words to categories to confirm."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import func, select

from brokerage.extensions import db
from brokerage.matchmaking.models import MatchChange
from brokerage.matchmaking.queries.categories import list_categories
from brokerage.matchmaking.queries.ranking import CATEGORY_KIND

if TYPE_CHECKING:
    from matching.suggest import CategorySuggester

_BUILDING = threading.Lock()


@dataclass(frozen=True)
class SuggestedCategory:
    """A category for a text, and the words of the text that led to it."""

    code: str
    label: str
    because: tuple[str, ...]


def suggest_categories(scheme: str, text: str, limit: int = 6) -> list[SuggestedCategory]:
    """Return categories of a scheme (cpv, cause, skill) for a text; none rather than rubbish."""
    if not text.strip():
        return []
    suggester = _get_suggester(scheme)
    return [
        SuggestedCategory(found.code, found.label, tuple(found.because))
        for found in suggester.suggest(text, limit=limit)
    ]


def _get_suggester(scheme: str) -> CategorySuggester:
    """Return this process's suggester, built again when categories have been loaded."""
    built: dict[str, tuple[int, CategorySuggester]] = current_app.extensions.setdefault(
        "category_suggesters", {}
    )
    newest = db.session.scalar(
        select(func.max(MatchChange.id)).where(MatchChange.kind == CATEGORY_KIND)
    )
    version = newest or 0
    with _BUILDING:
        if scheme not in built or built[scheme][0] != version:
            built[scheme] = (version, _build(scheme))
        return built[scheme][1]


def _build(scheme: str) -> CategorySuggester:
    # scikit-learn takes two seconds to import, so it waits for the first question.
    from matching.suggest import Category, CategorySuggester  # noqa: PLC0415  # slow to import

    rows = [
        Category(code=each.code, label=each.label, words=each.everyday_words)
        for each in list_categories(scheme)
    ]
    db.end_read()  # fitting takes a while, and no writer should wait for it
    return CategorySuggester().fit(rows)
