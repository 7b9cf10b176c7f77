"""How buyers see a supplier: sums over searches of briefs that were open to all and are closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select

from brokerage.extensions import db
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.matchmaking.rules import DecisionVerb
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.procurement.rules.searches import PURPOSE_KIND
from brokerage.procurement.rules.seen import Picture, Showing, find_window, summarise


def find_picture(organisation: Organisation) -> Picture | None:
    """Return what may be told this supplier; None where it was in too few searches.

    No private brief is read, so none can leave a trace. Neither can one that is still open.
    """
    last = _last_showings(organisation.id).subquery()
    closed = db.session.scalar(select(func.count()).select_from(last).where(last.c.age == 1)) or 0
    skipped, counted = find_window(closed)
    if not counted:
        return None
    rows = db.session.execute(
        select(Decision.rank, Decision.details)
        .join(last, last.c.id == Decision.id)
        .where(last.c.age == 1)
        .order_by(last.c.closed_at, last.c.brief_id)
        .offset(skipped)
        .limit(counted)
    ).all()
    return summarise([_showing(row.rank, row.details, organisation) for row in rows])


def _last_showings(organisation_id: int) -> Select[Any]:
    """Every time a brief that counts showed this supplier, with its age: 1 for the last time."""
    newest_first = (RecordedRanking.made_at.desc(), RecordedRanking.id.desc())
    age = func.row_number().over(partition_by=Brief.id, order_by=newest_first)
    return (
        select(Decision.id, Brief.id.label("brief_id"), Brief.closed_at, age.label("age"))
        .join(RecordedRanking, RecordedRanking.id == Decision.recorded_ranking_id)
        .join(Brief, Brief.id == RecordedRanking.purpose_id)
        .where(
            Decision.candidate_id == organisation_id,
            Decision.verb == DecisionVerb.SHOWN,
            RecordedRanking.purpose_kind == PURPOSE_KIND,
            Brief.status == BriefStatus.CLOSED,
            Brief.visibility == Visibility.OPEN,
        )
    )


def _showing(rank: int, details: Mapping[str, Any], organisation: Organisation) -> Showing:
    """Take from what was recorded only what is the supplier's own, then and today."""
    own = details.get("own", {})
    text = organisation.description.lower()
    codes = {each.code for each in organisation.categories}
    return Showing(
        rank=rank,
        parts={name: value > 0 for name, value, _ in details["parts"]},
        categories=[code for code in own.get("categories", ()) if code in codes],
        evidence=own.get("evidence", ()),
        lacking=own.get("lacking", ()),
        words=[word for word in own.get("words", ()) if word in text],
    )
