"""What this site knows of a pledge, kept beside it so that pages need not ask again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from brokerage.charter.models import CharterTerm, CheckIn, CheckInFigure, TakenPledge
from brokerage.charter.queries.evidence import Asked, Found, find_evidence
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.extensions import db, utcnow, writes


@writes
def refresh_term(term: CharterTerm) -> None:
    """Bring the figures of a term up to today.

    What a signatory has corrected in a check-in that is done stands until the next one.
    """
    today = utcnow().date()
    kept = _corrected_in(term.id)
    for taken in term.pledges:
        if taken.id not in kept:
            keep(taken, find_for(term, taken, today), today)
    db.session.flush()


def find_for(term: CharterTerm, taken: TakenPledge, until: date) -> Found:
    """Return what is known of a pledge from the first day of its term until a day."""
    since = term.starts_on or until
    last = min(until, term.ends_on or until)
    organisation = term.signatory.organisation
    return find_evidence(Asked(taken=taken, organisation=organisation, since=since, until=last))


def keep(taken: TakenPledge, found: Found, today: date) -> None:
    """Keep a figure beside its pledge; nothing found takes nothing away."""
    if found.value is None:
        if taken.value is None:
            taken.value_from = found.said
        return
    taken.value = found.value
    taken.value_from = found.said
    taken.is_value_confirmed = found.is_confirmed
    taken.value_on = today
    if found.evidence_on is not None:
        taken.evidence_on = max(taken.evidence_on or found.evidence_on, found.evidence_on)


def _corrected_in(term_id: int) -> set[int]:
    newest = (
        select(CheckIn.id)
        .where(CheckIn.term_id == term_id, CheckIn.status == CheckInStatus.DONE)
        .order_by(CheckIn.month.desc())
        .limit(1)
        .scalar_subquery()
    )
    return set(
        db.session.scalars(
            select(CheckInFigure.taken_pledge_id).where(
                CheckInFigure.check_in_id == newest, CheckInFigure.corrected_value.is_not(None)
            )
        )
    )
