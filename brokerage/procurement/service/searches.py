"""Looking for suppliers: a ranking that is recorded and kept as a search of the brief."""

from __future__ import annotations

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service.records import record_ranking
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, MarketSearch
from brokerage.procurement.profiles import brief_seeker, brief_weights
from brokerage.procurement.rules.searches import PURPOSE_KIND, Filters, check_open

KIND = "market-search"


def search_suppliers(actor: Subject, brief: Brief, filters: Filters) -> MarketSearch:
    """Rank the suppliers for a brief and freeze what is shown (DomainError unless it is open).

    Suppliers that fit equally well come in one order for a brief, and in others for other briefs.
    The ranking is not part of the write: nobody waits for it.
    """
    check_open(brief.status)
    ranking = record_ranking(
        actor,
        kind=ORGANISATION_SOURCE.kind,
        purpose_kind=PURPOSE_KIND,
        purpose_id=brief.id,
        seeker=brief_seeker(brief),
        weights=brief_weights(brief),
        tie_seed=brief.id,
    )
    return _keep(actor, brief.id, ranking.id, filters)


@writes
def _keep(
    actor: Subject, brief_id: int, recorded_ranking_id: int, filters: Filters
) -> MarketSearch:
    search = MarketSearch(
        brief_id=brief_id,
        recorded_ranking_id=recorded_ranking_id,
        filters=filters.used,
        made_by_id=actor.user_id or 0,
        made_at=utcnow(),
    )
    db.session.add(search)
    db.session.flush()
    audit.record(actor, "procurement:search:make", KIND, search.id, after={"brief_id": brief_id})
    return search
