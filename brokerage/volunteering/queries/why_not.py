"""Why an opportunity one has in mind is not in a search of the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.profiles import (
    OPPORTUNITY_SOURCE,
    OpportunitySearch,
    opportunity_seeker,
)
from brokerage.volunteering.queries.opportunities import is_public

MOST_NAMES = 10


@dataclass(frozen=True, kw_only=True)
class BoardAnswer:
    """The sentence against an opportunity; or, where it is in the list, what speaks for it."""

    opportunity: Opportunity
    why_not: str = ""
    lacking: Sequence[str] = ()
    """What it has too little of, where that keeps it out."""
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    band: str | None = None
    help: Sequence[str] = ()
    """What would move it up the list."""


def search_by_name(name: str) -> Sequence[Opportunity]:
    """Return public opportunities whose title, or whose host's name, holds these letters."""
    if not name:
        return ()
    return db.session.scalars(
        select(Opportunity)
        .join(Opportunity.organisation)
        .where(
            *is_public(),
            or_(
                Opportunity.title.icontains(name, autoescape=True),
                Organisation.name.icontains(name, autoescape=True),
            ),
        )
        .options(contains_eager(Opportunity.organisation))
        .order_by(Opportunity.title, Opportunity.id)
        .limit(MOST_NAMES)
    ).all()


def get_board_answer(search: OpportunitySearch, opportunity_id: int, today: date) -> BoardAnswer:
    """Return why a public opportunity is or is not in a search (NotFoundError for any other)."""
    query = select(Opportunity).where(Opportunity.id == opportunity_id, *is_public())
    opportunity = db.session.scalars(query).first()
    if opportunity is None:
        raise NotFoundError
    seeker = opportunity_seeker(search, today)
    matcher = get_matcher(OPPORTUNITY_SOURCE.kind)
    answer = matcher.explain(seeker, opportunity_id)
    if hasattr(answer, "sentence"):
        return BoardAnswer(
            opportunity=opportunity, why_not=answer.sentence, lacking=getattr(answer, "lacking", ())
        )
    chances = matcher.what_would_help(seeker, opportunity_id)
    return BoardAnswer(
        opportunity=opportunity,
        reasons=answer.reasons,
        missing=answer.missing,
        band=find_band(answer),
        help=[chance.sentence for chance in chances],
    )
