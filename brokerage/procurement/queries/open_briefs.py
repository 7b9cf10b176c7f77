"""Briefs that are open to every approved supplier, and those that fit one. Never a private one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.procurement.models import Approach, Brief
from brokerage.procurement.profiles import supplier_seeker
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_MATCHES = 10
MOST_RANKED = 100


@dataclass(frozen=True, kw_only=True)
class BriefMatch:
    """An open brief that fits a supplier, and why."""

    brief: Brief
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    band: str | None


def list_open_briefs(organisation_id: int, page: int) -> Page[tuple[Brief, int | None]]:
    """Return a page of the open briefs of others, newest first, with one's own approach's id."""
    conditions = _open_to(organisation_id)
    total = db.session.scalar(
        select(func.count(Brief.id)).join(Brief.organisation).where(*conditions)
    )
    mine = (Approach.brief_id == Brief.id) & (Approach.organisation_id == organisation_id)
    rows = db.session.execute(
        select(Brief, Approach.id)
        .join(Brief.organisation)
        .outerjoin(Approach, mine)
        .where(*conditions)
        .options(contains_eager(Brief.organisation))
        .order_by(Brief.opened_at.desc(), Brief.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    found = [(brief, approach_id) for brief, approach_id in rows]
    return Page(rows=found, number=page, per_page=PER_PAGE, total=total or 0)


def list_brief_matches(organisation: Organisation) -> list[BriefMatch]:
    """Return the open briefs that fit a supplier best, without those it has answered."""
    seeker = supplier_seeker(organisation)
    if seeker.browses:
        return []
    organisation_id = organisation.id
    matches = get_matcher("brief").rank(seeker, limit=MOST_RANKED, tie_seed=organisation_id).matches
    live = _find_unanswered(organisation_id, [match.id for match in matches])
    found = [
        BriefMatch(
            brief=live[match.id],
            reasons=match.reasons,
            missing=match.missing,
            band=find_band(match),
        )
        for match in matches
        if match.id in live
    ]
    return found[:MOST_MATCHES]


def get_open_brief(organisation_id: int, brief_id: int) -> Brief:
    """Return an open brief of another organisation; a private one is as if it were not there."""
    brief = db.session.scalars(
        select(Brief)
        .join(Brief.organisation)
        .where(Brief.id == brief_id, *_open_to(organisation_id))
        .options(contains_eager(Brief.organisation))
    ).first()
    if brief is None:
        raise NotFoundError
    return brief


def _find_unanswered(organisation_id: int, brief_ids: Collection[int]) -> dict[int, Brief]:
    """Return those among the ids, as the rows are now, that the supplier is not part of yet."""
    mine = select(Approach.brief_id).where(Approach.organisation_id == organisation_id)
    rows: Sequence[Brief] = db.session.scalars(
        select(Brief)
        .join(Brief.organisation)
        .where(Brief.id.in_(brief_ids), Brief.id.not_in(mine), *_open_to(organisation_id))
        .options(contains_eager(Brief.organisation))
    ).all()
    return {brief.id: brief for brief in rows}


def _open_to(organisation_id: int) -> tuple[ColumnElement[bool] | Any, ...]:
    return (
        Brief.status == BriefStatus.LOOKING,
        Brief.visibility == Visibility.OPEN,
        Brief.organisation_id != organisation_id,
        Organisation.status == Status.APPROVED,
    )
