"""Whom an enquiry would reach, and those that were sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Approach, Brief, Enquiry, MarketSearch, ShortlistEntry
from brokerage.procurement.profiles import delivery_facts, supplier_facts
from brokerage.procurement.queries.marks import find_marks
from brokerage.procurement.rules.eligibility import why_not
from brokerage.procurement.rules.enquiries import MOST_RECIPIENTS, Audience
from brokerage.procurement.rules.reserving import Marks


@dataclass(frozen=True, kw_only=True)
class Recipients:
    """Whom an enquiry would reach now: the new ones, and why it does not reach the others."""

    new: Sequence[Organisation]
    asked_already: int
    cannot_be_asked: int
    beyond: int
    """Suitable ones that the search counted and did not keep."""


def find_recorded_ranking_id(brief_id: int) -> int | None:
    """Return the ranking of a brief's latest search, if there was one."""
    return db.session.scalars(
        select(MarketSearch.recorded_ranking_id)
        .where(MarketSearch.brief_id == brief_id)
        .order_by(MarketSearch.id.desc())
        .limit(1)
    ).first()


def list_recipients(brief: Brief, audience: str) -> Recipients:
    """Return whom an enquiry to this audience would reach, as the rows are now, by name."""
    ids, beyond = _ids_of(brief, audience)
    rows = db.session.execute(
        select(Organisation, Approach)
        .outerjoin(
            Approach,
            (Approach.organisation_id == Organisation.id) & (Approach.brief_id == brief.id),
        )
        .where(Organisation.id.in_(ids), Organisation.id != brief.organisation_id)
        .order_by(Organisation.name, Organisation.id)
    ).all()
    delivery = delivery_facts(brief)
    marks = find_marks([row[0].id for row in rows], utcnow().date()) if delivery.reserved else {}
    facts = [supplier_facts(row[0], marks.get(row[0].id, Marks())) for row in rows]
    able = [row for row, its in zip(rows, facts, strict=True) if why_not(its, delivery) is None]
    new = [organisation for organisation, approach in able if _is_new(approach)]
    return Recipients(
        new=new[:MOST_RECIPIENTS],
        asked_already=len(able) - len(new),
        cannot_be_asked=len(rows) - len(able),
        beyond=beyond,
    )


def get_enquiry(brief_id: int, enquiry_id: int) -> Enquiry:
    """Return an enquiry of this brief (NotFoundError)."""
    enquiry = db.session.scalars(
        select(Enquiry)
        .where(Enquiry.id == enquiry_id, Enquiry.brief_id == brief_id)
        .options(joinedload(Enquiry.brief).joinedload(Brief.organisation))
    ).first()
    if enquiry is None:
        raise NotFoundError
    return enquiry


def list_enquiries_of(brief_id: int) -> Sequence[tuple[Enquiry, int]]:
    """Return a brief's enquiries and how many suppliers each reached, the newest first."""
    rows = db.session.execute(
        select(Enquiry, func.count(Approach.id))
        .outerjoin(Approach, Approach.enquiry_id == Enquiry.id)
        .where(Enquiry.brief_id == brief_id)
        .group_by(Enquiry.id)
        .order_by(Enquiry.id.desc())
    )
    return [(enquiry, reached) for enquiry, reached in rows]


def list_reached(enquiry_id: int) -> Sequence[Approach]:
    """Return the approaches an enquiry made, with their organisations, by name."""
    return db.session.scalars(
        select(Approach)
        .join(Approach.organisation)
        .where(Approach.enquiry_id == enquiry_id)
        .options(joinedload(Approach.organisation))
        .order_by(Organisation.name, Approach.id)
    ).all()


def _is_new(approach: Approach | None) -> bool:
    """Whether no enquiry has reached it; who answered the open brief gets the text like all."""
    return approach is None or (approach.enquiry_id is None and approach.result is None)


def _ids_of(brief: Brief, audience: str) -> tuple[Select[int], int]:
    if audience == Audience.SHORTLIST:
        listed = select(ShortlistEntry.organisation_id).where(ShortlistEntry.brief_id == brief.id)
        return listed, 0
    recorded_ranking_id = find_recorded_ranking_id(brief.id)
    is_shown = (Decision.recorded_ranking_id == recorded_ranking_id, Decision.verb == "shown")
    counted = select(RecordedRanking.total).where(RecordedRanking.id == recorded_ranking_id)
    kept = select(func.count(Decision.id)).where(*is_shown)
    beyond = (db.session.scalar(counted) or 0) - (db.session.scalar(kept) or 0)
    return select(Decision.candidate_id).where(*is_shown), max(0, beyond)
