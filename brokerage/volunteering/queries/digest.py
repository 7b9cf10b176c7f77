"""What volunteering has for the weekly list: what fits one person, by why it is worth a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from brokerage.accounts.queries import get_user
from brokerage.digests.rules import LONDON, Entry, Section
from brokerage.volunteering.queries.search import FoundOpportunity, list_suggestions
from brokerage.volunteering.rules.board import (
    NEAR_METRES,
    SECTION_LABELS,
    BoardSection,
    is_short,
    is_soon,
    is_taster,
)
from brokerage.web.filters import at_time, miles, on_weekday, plural
from brokerage.web.links import full_url

MOST_RANKED = 40


def list_digest_sections(user_id: int, since: datetime, now: datetime) -> list[Section]:
    """Return what fits this person and is new, soon, short of people, for one day or near.

    Each stands once, under the first of these it belongs to; what fits and is none of them is
    on the page “For you” and needs no mail. Without a profile that says enough: nothing.
    """
    user, today = get_user(user_id), now.astimezone(LONDON).date()
    fitting = list_suggestions(user_id, user.age_band, today, MOST_RANKED).found
    sections, left = [], list(fitting)
    for section in _FIRST_TO_LAST:
        chosen = [each for each in left if _TESTS[section](each, since, now)]
        left = [each for each in left if each not in chosen]
        sections.append(
            Section(heading=SECTION_LABELS[section], entries=[_entry(each) for each in chosen])
        )
    return sections


def _entry(found: FoundOpportunity) -> Entry:
    opportunity, next_one = found.opportunity, found.next_session
    away = f", {miles(found.distance_m)} away" if found.distance_m is not None else ""
    when = "Times agreed with the host"
    if next_one is not None:
        starts, ends = at_time(next_one.starts_at), at_time(next_one.ends_at)
        when = f"{on_weekday(next_one.starts_at)}, {starts} to {ends}"
    return Entry(
        key=f"opportunity-{opportunity.id}",
        title=opportunity.title,
        host_name=str(opportunity.organisation.name),
        when=when,
        where=f"{found.where}{away}",
        left=f"{plural(found.places_left, 'place', 'places')} left",
        link=full_url("volunteering.show_opportunity", opportunity_id=opportunity.id),
        why=found.reasons[0] if found.reasons else "",
    )


def _is_new(found: FoundOpportunity, since: datetime, now: datetime) -> bool:
    published_at = found.opportunity.published_at
    return published_at is not None and published_at > since


def _is_soon(found: FoundOpportunity, since: datetime, now: datetime) -> bool:
    return any(each.left > 0 and is_soon(each.starts_at, now) for each in found.sessions)


def _is_short(found: FoundOpportunity, since: datetime, now: datetime) -> bool:
    return any(is_short(each.places, each.taken, each.starts_at, now) for each in found.sessions)


def _is_taster(found: FoundOpportunity, since: datetime, now: datetime) -> bool:
    return is_taster(found.opportunity.commitment)


def _is_near(found: FoundOpportunity, since: datetime, now: datetime) -> bool:
    return found.distance_m is not None and found.distance_m <= NEAR_METRES


_FIRST_TO_LAST: Sequence[BoardSection] = (
    BoardSection.NEW,
    BoardSection.SHORT,
    BoardSection.SOON,
    BoardSection.TASTER,
    BoardSection.NEAR,
)
"""What is short of people is soon as well, and says more."""
_TESTS: Mapping[BoardSection, Callable[[FoundOpportunity, datetime, datetime], bool]] = {
    BoardSection.NEW: _is_new,
    BoardSection.SHORT: _is_short,
    BoardSection.SOON: _is_soon,
    BoardSection.TASTER: _is_taster,
    BoardSection.NEAR: _is_near,
}
