"""Finding opportunities: the pin board, "for you", and what else there is after a decline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.digests.models import Dismissal
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.profiles import Seeker
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations.models import Membership
from brokerage.places.queries import FoundPlace
from brokerage.scheduling.models import Session
from brokerage.scheduling.queries import list_coming_sessions
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.profiles import (
    OPPORTUNITY_SOURCE,
    OpportunitySearch,
    opportunity_seeker,
    volunteer_seeker,
)
from brokerage.volunteering.queries.opportunities import OWNER_KIND, is_public
from brokerage.volunteering.queries.volunteers import find_volunteer, is_ready
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS
from brokerage.volunteering.rules.opportunities import (
    Commitment,
    time_in_words,
)
from brokerage.web.paging import Page

Order = Literal["relevance", "distance", "soonest"]
PER_PAGE = 18
KIND = OPPORTUNITY_SOURCE.kind
SPARE_SUGGESTIONS = 20
"""Ranked beyond what is shown: some are the seeker's own host's, asked for already, or full."""
MOST_OF_A_HOST = 50
MOST_OF_A_HOST_FIRST = 2


@dataclass(frozen=True, kw_only=True)
class FoundOpportunity:
    """One opportunity found, as its live row is now, and why."""

    opportunity: Opportunity
    sessions: Sequence[Session] = ()
    """Those to come, by time."""
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    distance_m: float | None = None
    band: str | None = None
    """How good a match it is, in words; None where nothing was asked for."""

    @property
    def next_session(self) -> Session | None:
        """The next date with a seat, or the next one where all are full."""
        free = (session for session in self.sessions if session.left > 0)
        return next(free, self.sessions[0] if self.sessions else None)

    @property
    def turn(self) -> str:
        """How long one turn takes, and whether there is more than one."""
        length = time_in_words(self.opportunity.minutes or 0)
        often = "one-off" if self.opportunity.commitment == Commitment.ONE_OFF else "regular"
        return f"{length}, {often}" if length else often.capitalize()

    @property
    def where(self) -> str:
        """The place by its name, else the first half of its postcode; or from home."""
        opportunity = self.opportunity
        outcode = (opportunity.postcode or "").partition(" ")[0]
        place = opportunity.place_name or outcode
        if opportunity.is_remote:
            return f"From home, or {place}" if place else "From home"
        return place or "Ask the host"

    @property
    def other_dates(self) -> int:
        """How many dates there are beside the next."""
        return max(0, len(self.sessions) - 1)

    @property
    def places_left(self) -> int:
        """How many people there is room for."""
        if self.opportunity.is_flexible:
            return self.opportunity.flexible_places - self.opportunity.flexible_taken
        return sum(session.left for session in self.sessions)

    @property
    def is_open(self) -> bool:
        """Whether there is anything to ask for: a date to come, or an agreement to be made."""
        return self.opportunity.is_flexible or bool(self.sessions)


@dataclass(frozen=True, kw_only=True)
class OpportunityResult:
    """A page of what was found, and what would find more."""

    page: Page[FoundOpportunity]
    widen: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    """What fits one volunteer, best first, and what would find more."""

    found: Sequence[FoundOpportunity]
    widen: Sequence[str]


def search_opportunities(
    search: OpportunitySearch, page: int, *, tie_seed: int, today: date
) -> OpportunityResult:
    """Return a page of what fits, in the order asked for."""
    ranked = _rank(
        opportunity_seeker(search, today),
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
        tie_seed=tie_seed,
        order=_order(search),
    )
    found = [each for each in ranked.found if each.places_left > 0 or not search.has_seats]
    return OpportunityResult(
        page=Page(rows=found, number=page, per_page=PER_PAGE, total=ranked.total),
        widen=ranked.widen,
    )


def list_suggestions(
    user_id: int, band: str, today: date, limit: int, without: Collection[int] = ()
) -> Suggestions:
    """Return what fits a volunteer; without a profile that says enough, nothing.

    What has no room, is asked for already, is their own organisation's or is not for them is
    left out.
    """
    volunteer = find_volunteer(user_id)
    if volunteer is None or not is_ready(volunteer):
        return Suggestions(found=(), widen=())
    seeker = volunteer_seeker(volunteer, band, today)
    return _suggest(seeker, user_id, today, limit, without)


def suggest_opportunities(
    user_id: int, band: str, today: date, limit: int, without: Collection[int] = ()
) -> Sequence[FoundOpportunity]:
    """Return what fits a volunteer, best first."""
    return list_suggestions(user_id, band, today, limit, without).found


def suggest_other_openings(
    booking: Booking, today: date, limit: int = 3
) -> Sequence[FoundOpportunity]:
    """Return what the volunteer of a booking that came to nothing could ask for instead.

    What fits the volunteer comes first; then, or for one without a profile, what is like the
    opportunity that was asked for.
    """
    band, asked_for = booking.user.age_band, booking.opportunity
    without = {asked_for.id}
    found = list(suggest_opportunities(booking.user_id, band, today, limit, without))
    if len(found) < limit:
        without |= {each.opportunity.id for each in found}
        seeker = opportunity_seeker(_search_for_the_like(asked_for, band), today)
        alike = _suggest(seeker, booking.user_id, today, limit - len(found), without)
        found += alike.found
    return found


def suggest_of_commitment(
    booking: Booking, commitment: str, today: date, limit: int, without: Collection[int]
) -> Sequence[FoundOpportunity]:
    """Return what is like the opportunity of a booking, but asks for this much commitment."""
    search = _search_for_the_like(booking.opportunity, booking.user.age_band)
    seeker = opportunity_seeker(replace(search, commitment=commitment), today)
    return _suggest(seeker, booking.user_id, today, limit, without).found


def list_open_of(organisation_id: int) -> Sequence[FoundOpportunity]:
    """Return what a host has open now, soonest first; two statements."""
    rows = db.session.scalars(
        select(Opportunity)
        .where(Opportunity.organisation_id == organisation_id, *is_public())
        .order_by(Opportunity.published_at.desc(), Opportunity.id)
        .limit(MOST_OF_A_HOST)
    ).all()
    return sorted(_with_sessions(rows).values(), key=_by_next_date)


def list_found(ids: Sequence[int]) -> list[FoundOpportunity]:
    """Return what anyone can look at now of these, in their order."""
    live = _find_live(ids)
    return [live[each] for each in ids if each in live]


def count_open_opportunities() -> int:
    """Return how many opportunities anyone can look at now and has a date to come."""
    has_date = exists().where(
        Session.owner_kind == OWNER_KIND,
        Session.owner_id == Opportunity.id,
        Session.cancelled_at.is_(None),
        Session.starts_at > utcnow(),
    )
    query = (
        select(func.count())
        .select_from(Opportunity)
        .where(*is_public(), or_(Opportunity.is_flexible, has_date))
    )
    return db.session.scalar(query) or 0


def _suggest(
    seeker: Seeker, user_id: int, today: date, limit: int, without: Collection[int]
) -> Suggestions:
    ranked = _rank(
        seeker, limit=limit + len(without) + SPARE_SUGGESTIONS, tie_seed=today.toordinal()
    )
    left_out = {*without, *_list_not_to_suggest(user_id, ranked.found)}
    fitting = [
        each
        for each in ranked.found
        if each.places_left > 0 and each.opportunity.id not in left_out
    ]
    return Suggestions(found=_spread(fitting)[:limit], widen=ranked.widen)


def _spread(found: Sequence[FoundOpportunity]) -> list[FoundOpportunity]:
    """Let other hosts come before a third role of the same one: a list of five alike is no choice.

    Otherwise the order stays.
    """
    seen: Counter[int] = Counter()
    first: list[FoundOpportunity] = []
    later: list[FoundOpportunity] = []
    for each in found:
        host_id = each.opportunity.organisation_id
        seen[host_id] += 1
        (first if seen[host_id] <= MOST_OF_A_HOST_FIRST else later).append(each)
    return first + later


def _list_not_to_suggest(user_id: int, found: Iterable[FoundOpportunity]) -> Sequence[int]:
    """Return what a volunteer has asked for, said no to, or what is their own organisation's."""
    has_asked = exists().where(
        Booking.user_id == user_id,
        Booking.opportunity_id == Opportunity.id,
        Booking.status.in_(OPEN_BOOKINGS),
    )
    acts_for_host = exists().where(
        Membership.user_id == user_id, Membership.organisation_id == Opportunity.organisation_id
    )
    return db.session.scalars(
        select(Opportunity.id)
        .where(
            Opportunity.id.in_([each.opportunity.id for each in found]),
            or_(has_asked, acts_for_host, _is_dismissed(user_id)),
        )
        .order_by(Opportunity.id)
    ).all()


def _is_dismissed(user_id: int) -> ColumnElement[bool]:
    return exists().where(
        Dismissal.user_id == user_id,
        Dismissal.kind == OWNER_KIND,
        Dismissal.object_id == Opportunity.id,
    )


def _search_for_the_like(opportunity: Opportunity, band: str) -> OpportunitySearch:
    """Return the search for what shares a cause, a kind of commitment and a place with it."""
    place = None
    if opportunity.easting is not None and opportunity.northing is not None:
        place = FoundPlace(
            label=opportunity.place_name or "the first one",
            easting=opportunity.easting,
            northing=opportunity.northing,
        )
    return OpportunitySearch(
        causes=tuple(opportunity.causes),
        place=place,
        commitment=opportunity.commitment or "",
        is_remote=opportunity.is_remote and place is None,
        has_seats=True,
        band=band,
    )


def _order(search: OpportunitySearch) -> Order:
    if search.is_soonest_first:
        return "soonest"
    return "distance" if search.is_nearest_first and search.place else "relevance"


@dataclass(frozen=True, kw_only=True)
class _Ranked:
    found: Sequence[FoundOpportunity]
    total: int
    widen: Sequence[str]


def _rank(
    seeker: Seeker, *, limit: int, tie_seed: int, offset: int = 0, order: Order = "relevance"
) -> _Ranked:
    """Return what the matcher ranks, with the rows as they are now.

    What was closed, or has lost its last date, since the index took it in is left out.
    """
    ranking = get_matcher(KIND).rank(
        seeker, limit=limit, offset=offset, tie_seed=tie_seed, order=order
    )
    live = _find_live([match.id for match in ranking.matches])
    found = [
        replace(
            live[match.id],
            reasons=match.reasons,
            missing=match.missing,
            distance_m=match.distance_m,
            band=find_band(match),
        )
        for match in ranking.matches
        if match.id in live
    ]
    return _Ranked(found=found, total=ranking.total, widen=ranking.widen)


def _find_live(ids: Sequence[int]) -> dict[int, FoundOpportunity]:
    rows = db.session.scalars(
        select(Opportunity)
        .where(Opportunity.id.in_(ids), *is_public())
        .options(joinedload(Opportunity.organisation), joinedload(Opportunity.picture))
        .order_by(Opportunity.id)
    ).all()
    return _with_sessions(rows)


def _with_sessions(rows: Sequence[Opportunity]) -> dict[int, FoundOpportunity]:
    """Return those that have a date to come or need none, by id."""
    coming = list_coming_sessions(OWNER_KIND, [row.id for row in rows], utcnow())
    found = (FoundOpportunity(opportunity=row, sessions=coming[row.id]) for row in rows)
    return {each.opportunity.id: each for each in found if each.is_open}


def _by_next_date(found: FoundOpportunity) -> tuple[bool, datetime, int]:
    """Dates in order, then what has none."""
    soonest = found.next_session
    return (soonest is None, soonest.starts_at if soonest else utcnow(), found.opportunity.id)
