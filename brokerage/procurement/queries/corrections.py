"""What to ask a buyer about: what it chose for the same words before comes first."""

from __future__ import annotations

from collections.abc import Collection

from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.matchmaking.queries.suggestions import SuggestedCategory
from brokerage.organisations.queries.categories import list_offered
from brokerage.procurement.models import Brief, CategoryCorrection
from brokerage.procurement.rules.corrections import text_digest

Offered = tuple[SuggestedCategory, bool]


def find_correction(organisation_id: int, text: str) -> CategoryCorrection | None:
    """Return what an organisation chose for the same words before, if it corrected us."""
    return db.session.get(CategoryCorrection, (organisation_id, text_digest(text)))


def get_brief_text(brief: Brief) -> str:
    """Return the words that categories are suggested for."""
    return f"{brief.title}. {brief.need}"


def list_offered_to(brief: Brief, other_words: str, chosen: Collection[str]) -> list[Offered]:
    """Return what to ask about, and of each whether it was chosen for the same words before."""
    text = get_brief_text(brief)
    known = find_correction(brief.organisation_id, text)
    codes = known.confirmed if known else []
    labels = find_labels("cpv", codes)
    first = [(SuggestedCategory(code, labels[code], ()), True) for code in codes if code in labels]
    rest = list_offered("cpv", [other_words, text], chosen)
    return first + [(each, False) for each in rest if each.code not in labels]
