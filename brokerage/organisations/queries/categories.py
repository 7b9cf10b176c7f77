"""Which categories to ask an organisation about."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from brokerage.matchmaking.queries.categories import find_labels
from brokerage.matchmaking.queries.suggestions import SuggestedCategory, suggest_categories

SUGGESTIONS_A_TEXT = 8


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
    for code, label in find_labels(scheme, sorted(set(chosen) - set(found))).items():
        found[code] = SuggestedCategory(code, label, ())
    return list(found.values())
