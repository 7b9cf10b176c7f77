"""Mentors and mentees as the matcher sees them: what was chosen from lists, no name, no quote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.accounts.rules import AgeBand
from brokerage.extensions import db
from brokerage.matchmaking.profiles import Place, Profile, ProfileSource, Seeker, Wording
from brokerage.mentoring.models import MentoringProfile
from brokerage.mentoring.rules.profiles import WAYS_FROM_AFAR, Side, Way
from brokerage.places.rules import metres
from matching.profile import TagRule, Times

MOST_IDS_A_QUERY = 500
_SHARED_WORDING = Wording(
    quotes=False,
    mentions_unquoted="Has said something close to your own words.",
    pattern_meets="Is free on {}, when you are.",
    no_pattern_meets="Is not free at a time when you are.",
    any_time="Is free at any time.",
    no_times="Has not said when.",
    remote_too=", or meets by video or phone",
    remote="Meets by video or phone.",
    no_place="Has not said where they are.",
    bands=(1, 3, 5, 10, 20),
    within="Is within {} of you.",
    beyond="Is more than {} away.",
    passes="Can meet in a way that suits you both.",
    absent="This card is not shown now.",
    nothing_yet="There are no cards here yet.",
)
WORDINGS = {
    Side.MENTOR: replace(
        _SHARED_WORDING,
        words_lent="What they help with covers {}.",
        cause="Helps with {}.",
        no_cause="Does not help with what you chose.",
    ),
    Side.MENTEE: replace(
        _SHARED_WORDING,
        words_lent="What they want help with covers {}.",
        cause="Wants help with {}.",
        no_cause="Wants help with something else.",
    ),
}
NO_SHARED_WAY = "There is no way to meet that suits you both."


def list_profiles(side: Side, ids: Collection[int] | None) -> Iterable[Profile]:
    """Give those of one side who opted in, are adults and have room; by the id of their user."""
    query = (
        select(MentoringProfile)
        .join(User, User.id == MentoringProfile.user_id)
        .where(*is_open(side))
        .order_by(MentoringProfile.user_id)
    )
    if ids is None:
        yield from map(profile_of, db.session.scalars(query))
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), MOST_IDS_A_QUERY):
        few = ordered[start : start + MOST_IDS_A_QUERY]
        yield from map(
            profile_of, db.session.scalars(query.where(MentoringProfile.user_id.in_(few)))
        )


def is_open(side: str) -> tuple[Any, ...]:
    """Return what holds of one whose card may be shown; `User` is joined."""
    return (
        MentoringProfile.side == side,
        MentoringProfile.is_shown.is_(True),
        MentoringProfile.taken < MentoringProfile.places,
        User.age_band == AgeBand.ADULT,
        User.verified_at.is_not(None),
        User.suspended_at.is_(None),
    )


def profile_of(row: MentoringProfile) -> Profile:
    """Return what the matcher may know of one side of one person."""
    from_afar = bool(set(row.ways) & WAYS_FROM_AFAR)
    place = place_of(row)
    return Profile(
        id=row.user_id,
        name="",
        fields={"own_words": row.own_words},
        causes=tuple(row.topics),
        times=Times(frozenset(row.day_parts)),
        place=place,
        reach_m=metres(row.miles) if place and row.miles and not from_afar else None,
        is_remote=from_afar,
        tags=frozenset(f"way:{way}" for way in row.ways),
    )


def seeker_of(row: MentoringProfile) -> Seeker:
    """Return whom this person looks for; the live rows are checked again before a card shows."""
    place, from_afar = place_of(row), set(row.ways) & WAYS_FROM_AFAR
    only_near = place is not None and not from_afar
    return Seeker(
        text=row.own_words,
        causes=tuple(row.topics),
        times=frozenset(row.day_parts),
        place=place,
        place_label=row.outcode or "" if place else "",
        within_m=metres(row.miles) if only_near and row.miles else None,
        tag_rules=(
            TagRule("ways", NO_SHARED_WAY, any_of=frozenset(f"way:{way}" for way in row.ways)),
        ),
        any_suffices=True,
    )


def place_of(row: MentoringProfile) -> Place | None:
    """Return the place of one who meets in person."""
    if Way.IN_PERSON not in row.ways or row.easting is None or row.northing is None:
        return None
    return Place(row.easting, row.northing)


def _source(side: Side) -> ProfileSource:
    return ProfileSource(
        kind=side.value,
        list_profiles=partial(list_profiles, side),
        wording=WORDINGS[side],
        schemes=("topic",),
        # Nothing of a person is verified, and nobody names skills apart from topics.
        weights={"evidence": 0.0},
    )


SOURCES = (_source(Side.MENTOR), _source(Side.MENTEE))
