"""Suggestions under rules that take turns."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.procurement.models import Brief
from brokerage.rotation.models import RotationSuggestion


def make_suggestion(brief: Brief, made_by: User, **part: Any) -> RotationSuggestion:
    """Add a suggestion for this brief that suggests nobody unless told otherwise, flushed."""
    told = {
        "brief_id": brief.id,
        "title": brief.title,
        "rule": {
            "code": "invented",
            "words": "Ask for three quotes.",
            "source": "Invented standing orders",
            "from_on": "2026-01-01",
        },
        "search_id": None,
        "quotes": 3,
        "already": 0,
        "seats": 3,
        "suggested": [],
        "others": [],
        "not_named": 0,
    }
    suggestion = RotationSuggestion(
        organisation_id=brief.organisation_id,
        content={"months": 12, "briefs": [told | part]},
        digest="0" * 64,
        made_by_id=made_by.id,
        made_at=utcnow(),
    )
    db.session.add(suggestion)
    db.session.flush()
    return suggestion
