"""Which briefs suppliers take turns for, and who has been asked how often."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.records import list_shown
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.procurement.models import Brief, BuyingFacts, MarketSearch, ShortlistEntry
from brokerage.procurement.queries.buying_rules import find_own_authority, get_buying_rulebook
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.rules.buying import QuoteRule, quotes_for
from brokerage.procurement.rules.reserving import Way
from brokerage.procurement.rules.searches import PURPOSE_KIND
from brokerage.rotation import rules

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, kw_only=True)
class TurnBrief:
    """An open brief under a rule by which invitations take turns."""

    brief: Brief
    rule: QuoteRule
    search: MarketSearch | None
    """The newest frozen search; None where nobody has looked for suppliers yet."""
    already: int
    """How many are on its shortlist."""

    @property
    def seats(self) -> int:
        """How many are still to be found."""
        return rules.seats_of(self.rule.quotes, self.already)

    @property
    def can_be_chosen(self) -> bool:
        """Whether a suggestion can be made for it."""
        return self.search is not None and self.seats > 0


def list_turn_briefs(organisation: Organisation, today: date) -> list[TurnBrief]:
    """Return the open briefs of a buyer whose quote rule takes turns, oldest first; 6 statements.

    A direct award to a company of the council asks nobody, so it takes no turn.
    """
    authority = find_own_authority(organisation)
    book = get_buying_rulebook()
    rows = db.session.scalars(
        select(Brief)
        .outerjoin(BuyingFacts, BuyingFacts.brief_id == Brief.id)
        .where(
            Brief.organisation_id == organisation.id,
            Brief.status == BriefStatus.LOOKING,
            func.coalesce(BuyingFacts.way, Way.COMPETITION) != Way.IN_HOUSE,
        )
        .order_by(Brief.id)
    )
    under = {
        brief: rule
        for brief in rows
        for rule in quotes_for(
            book.quote_rules, authority.code if authority else None, brief.value_pence, today
        )
        if rule.is_rotating
    }
    ids = [brief.id for brief in under]
    searches, shortlisted = _find_newest_searches(ids), _count_shortlisted(ids)
    return [
        TurnBrief(
            brief=brief,
            rule=rule,
            search=searches.get(brief.id),
            already=shortlisted.get(brief.id, 0),
        )
        for brief, rule in under.items()
    ]


def list_candidates(search: MarketSearch, brief_id: int) -> list[tuple[int, float, str]]:
    """Return whom a frozen search showed, as id, score and band, in its order.

    Who is on the shortlist already is left out. All of them passed the brief's hard rules.
    """
    there = set(
        db.session.scalars(
            select(ShortlistEntry.organisation_id).where(ShortlistEntry.brief_id == brief_id)
        )
    )
    return [
        (each.candidate_id, each.score, find_band(each) or "")
        for each in list_shown(search.recorded_ranking_id)
        if each.candidate_id not in there
    ]


def count_turns(organisation_id: int, today: date) -> Mapping[int, int]:
    """Return how many needs of an authority each supplier was asked for in the months before."""
    since = utcnow() - timedelta(days=round(rules.MONTHS * DAYS_A_MONTH))
    rows = db.session.execute(
        select(Decision.candidate_id, func.count(RecordedRanking.purpose_id.distinct()))
        .join(RecordedRanking, RecordedRanking.id == Decision.recorded_ranking_id)
        .join(Brief, Brief.id == RecordedRanking.purpose_id)
        .where(
            RecordedRanking.purpose_kind == PURPOSE_KIND,
            Brief.organisation_id == organisation_id,
            Decision.verb == "enquired",
            Decision.decided_at >= since,
        )
        .group_by(Decision.candidate_id)
        .order_by(Decision.candidate_id)
    )
    return {row[0]: row[1] for row in rows}


def find_names(ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of those who can still be asked, by id."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(ids), Organisation.status == Status.APPROVED)
        .order_by(Organisation.id)
    )
    return {row[0]: row[1] or "" for row in rows}


def _find_newest_searches(ids: Sequence[int]) -> dict[int, MarketSearch]:
    newest = (
        select(func.max(MarketSearch.id))
        .where(MarketSearch.brief_id.in_(ids))
        .group_by(MarketSearch.brief_id)
    )
    rows = db.session.scalars(
        select(MarketSearch).where(MarketSearch.id.in_(newest)).order_by(MarketSearch.id)
    )
    return {row.brief_id: row for row in rows}


def _count_shortlisted(ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(ShortlistEntry.brief_id, func.count())
        .where(ShortlistEntry.brief_id.in_(ids))
        .group_by(ShortlistEntry.brief_id)
        .order_by(ShortlistEntry.brief_id)
    )
    return {row[0]: row[1] for row in rows}
