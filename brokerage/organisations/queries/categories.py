"""Which categories to ask an organisation about, and what the confirmed ones are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.matchmaking.models import Category
from brokerage.matchmaking.queries.suggestions import SuggestedCategory, suggest_categories

SUGGESTIONS_A_TEXT = 8


def list_labels(scheme: str, codes: Iterable[str]) -> dict[str, str]:
    """Return the label of each code, by label; what is no code of the scheme is left out."""
    rows = db.session.execute(
        select(Category.code, Category.label)
        .where(Category.scheme == scheme, Category.code.in_(sorted(set(codes))))
        .order_by(Category.label, Category.code)
    )
    return {row.code: row.label for row in rows}


def list_offered(
    scheme: str, texts: Iterable[str], chosen: Collection[str]
) -> list[SuggestedCategory]:
    """Return what to ask about: suggestions for each text, then what was chosen before.

    A chosen code that is no category is left out, so that it cannot be confirmed.
    """
    found: dict[str, SuggestedCategory] = {}
    for text in texts:
        if text:
            for each in suggest_categories(scheme, text, SUGGESTIONS_A_TEXT):
                found.setdefault(each.code, each)
    for code, label in list_labels(scheme, set(chosen) - set(found)).items():
        found[code] = SuggestedCategory(code, label, ())
    return list(found.values())
