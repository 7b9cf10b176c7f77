"""Unnamed cards of the other side: who would fit, and who they are is not said.

A card's address is a keyed digest of both people: it opens nothing without the secret and
differs from seeker to seeker.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Select, and_, or_, select

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.mentoring.models import MentoringPair, MentoringProfile, MentoringReport
from brokerage.mentoring.profiles import is_open, seeker_of
from brokerage.mentoring.queries.profiles import get_standing, get_standing_in, list_topic_labels
from brokerage.mentoring.rules import profiles as rules
from brokerage.mentoring.rules.pairs import OPEN
from brokerage.mentoring.rules.profiles import Side
from brokerage.web.paging import Page

PER_PAGE = 12
MOST_CARDS = 60
"""Whoever finds nobody among so many has to say more of what they look for."""
SPARE = 60
"""Ranked beyond what is shown: some are asked already, too far, or not to be met again."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One person of the other side, without a name."""

    address: str
    reasons: Sequence[str]
    missing: Sequence[str]
    ways: Sequence[str]
    pace: str
    meetings: int


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Whom a card is of, for asking."""

    profile: MentoringProfile
    topics: Sequence[str]
    ways: Sequence[str]


def list_cards(own: MentoringProfile, page: int = 1) -> Page[Card]:
    """Return one page of the cards that fit best; the live rows decide who is shown."""
    cards = _rank_cards(own)[:MOST_CARDS]
    first = (page - 1) * PER_PAGE
    return Page(cards[first : first + PER_PAGE], page, PER_PAGE, len(cards))


def get_candidate(own: MentoringProfile, address: str) -> Candidate:
    """Return whose card this is, while it can be shown (NotFoundError)."""
    me = get_standing(own)
    for row in db.session.scalars(_eligible(own)).all():
        if hmac.compare_digest(_address(own, row.user_id), address):
            shared = rules.shared_ways(me, get_standing_in(row, me.band))
            if not shared:
                break
            topics = [topic for topic in row.topics if topic in own.topics]
            return Candidate(profile=row, topics=list_topic_labels(topics), ways=shared)
    raise NotFoundError


def _rank_cards(own: MentoringProfile) -> list[Card]:
    """Return the cards of those ranked best who can be met, the best first."""
    side = Side(own.side).other
    me = get_standing(own)
    ranking = get_matcher(side.value).rank(
        seeker_of(own), limit=MOST_CARDS + SPARE, offset=0, tie_seed=own.user_id
    )
    query = _eligible(own).where(
        MentoringProfile.user_id.in_([match.id for match in ranking.matches])
    )
    live = {row.user_id: row for row in db.session.scalars(query)}
    cards = []
    for match in ranking.matches:
        row = live.get(match.id)
        shared = rules.shared_ways(me, get_standing_in(row, me.band)) if row else []
        if row is None or not shared:
            continue
        cards.append(
            Card(
                address=_address(own, row.user_id),
                reasons=match.reasons,
                missing=match.missing,
                ways=rules.ways_in_words(shared),
                pace=rules.PACE_LABELS[row.pace or ""],
                meetings=row.meetings or 1,
            )
        )
    return cards


def _eligible(own: MentoringProfile) -> Select[MentoringProfile]:
    """Those of the other side whose card may be shown to this person, as their rows are now."""
    other = Side(own.side).other
    mine, theirs = (
        (MentoringPair.mentor_id, MentoringPair.mentee_id)
        if own.side == Side.MENTOR
        else (MentoringPair.mentee_id, MentoringPair.mentor_id)
    )
    has_pair = select(MentoringPair.id).where(
        mine == own.user_id,
        theirs == MentoringProfile.user_id,
        MentoringPair.status.in_(OPEN),
    )
    is_barred = select(MentoringReport.id).where(
        or_(
            and_(
                MentoringReport.reporter_id == own.user_id,
                MentoringReport.reported_id == MentoringProfile.user_id,
            ),
            and_(
                MentoringReport.reported_id == own.user_id,
                MentoringReport.reporter_id == MentoringProfile.user_id,
            ),
        )
    )
    return (
        select(MentoringProfile)
        .join(User, User.id == MentoringProfile.user_id)
        .where(
            *is_open(other),
            MentoringProfile.user_id != own.user_id,
            ~has_pair.exists(),
            ~is_barred.exists(),
        )
        .order_by(MentoringProfile.user_id)
    )


def _address(own: MentoringProfile, user_id: int) -> str:
    secret: str = current_app.extensions["config"].secret_key
    return rules.card_address(secret, own.side, own.user_id, user_id)
