"""Looking for suppliers: a ranking that is recorded and kept as a search of the brief."""

from __future__ import annotations

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.profiles import Account
from brokerage.matchmaking.service.records import record_accounted_ranking
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, MarketSearch
from brokerage.procurement.profiles import brief_seeker, brief_weights
from brokerage.procurement.queries.briefs import get_locked_brief
from brokerage.procurement.queries.buying_rules import find_buying_facts
from brokerage.procurement.rules.reserving import check_competes
from brokerage.procurement.rules.searches import PURPOSE_KIND, Filters, check_open
from brokerage.procurement.service.freezing import freeze_search

KIND = "market-search"


def search_suppliers(actor: Subject, brief: Brief, filters: Filters) -> MarketSearch:
    """Rank the suppliers for a brief and freeze what is shown (DomainError unless it is open).

    Suppliers that fit equally well come in one order for a brief, and in others for other briefs.
    The ranking is not part of the write: nobody waits for it.
    """
    check_open(brief.status)
    facts = find_buying_facts(brief.id)
    check_competes(facts.way if facts else None)
    ranking, account = record_accounted_ranking(
        actor,
        kind=ORGANISATION_SOURCE.kind,
        purpose_kind=PURPOSE_KIND,
        purpose_id=brief.id,
        seeker=brief_seeker(brief),
        weights=brief_weights(brief),
        tie_seed=brief.id,
    )
    return _keep(actor, brief, ranking.id, filters, account)


@writes
def _keep(
    actor: Subject,
    brief: Brief,
    recorded_ranking_id: int,
    filters: Filters,
    account: Account | None,
) -> MarketSearch:
    search = MarketSearch(
        brief_id=brief.id,
        recorded_ranking_id=recorded_ranking_id,
        filters=filters.used,
        made_by_id=actor.user_id or 0,
        made_at=utcnow(),
    )
    db.session.add(search)
    db.session.flush()
    audit.record(actor, "procurement:search:make", KIND, search.id, after={"brief_id": brief.id})
    if account is not None:
        freeze_search(actor, get_locked_brief(brief), search, account)
    return search
