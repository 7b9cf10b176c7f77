"""Mentors, mentees, pairs and reports as tests need them."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.mentoring.models import (
    MentoringMeeting,
    MentoringPair,
    MentoringProfile,
    MentoringReport,
)
from brokerage.mentoring.rules import pairs, profiles
from brokerage.mentoring.rules.pairs import PairStatus


def make_mentoring_profile(user: User, side: str, **fields: Any) -> MentoringProfile:
    """Give the user one side with every question answered and the card shown, flushed."""
    now = utcnow()
    profile = MentoringProfile(
        **{
            "user_id": user.id,
            "side": side,
            "topics": ["interviews", "confidence"],
            "ways": ["in-person", "video"],
            "outcode": "OX4",
            "easting": 454000,
            "northing": 204000,
            "miles": 10,
            "day_parts": ["TuesdayEvening", "SaturdayMorning"],
            "pace": "fortnightly",
            "meetings": 6,
            "is_shown": True,
            "answered": list(profiles.Step),
            "created_at": now,
            "updated_at": now,
        }
        | fields
    )
    return _add(profile)


def make_pair(mentor: User, mentee: User, **fields: Any) -> MentoringPair:
    """Add a pair, by default an ask of the mentee's; one that meets has its meetings, flushed.

    It takes no place: give the profiles `taken`.
    """
    now = utcnow()
    status = fields.get("status", PairStatus.ASKED)
    is_answered = status in (PairStatus.ACTIVE, PairStatus.ENDED)
    pair = MentoringPair(
        **{
            "mentor_id": mentor.id,
            "mentee_id": mentee.id,
            "asked_by": "mentee",
            "status": status,
            "topics": ["interviews"],
            "ways": ["video"],
            "pace": "fortnightly",
            "meetings": 2,
            "note": "I would like to practise for an interview.",
            "asked_at": now,
            "answer_by": pairs.answer_by(now.date()),
            "answered_at": now if is_answered else None,
            "end_reason": "as-agreed" if status == PairStatus.ENDED else None,
            "ended_at": now if status == PairStatus.ENDED else None,
            "changed_at": now,
        }
        | fields
    )
    _add(pair)
    if is_answered:
        for number in range(1, pair.meetings + 1):
            _add(MentoringMeeting(pair_id=pair.id, number=number))
    return pair


def make_mentoring_report(pair: MentoringPair, reporter: User, **fields: Any) -> MentoringReport:
    """Add a report of one side about the other, not seen yet, flushed."""
    other = pair.mentee_id if reporter.id == pair.mentor_id else pair.mentor_id
    report = {
        "pair_id": pair.id,
        "reporter_id": reporter.id,
        "reported_id": other,
        "reason": "no-contact",
        "reported_at": utcnow(),
    }
    return _add(MentoringReport(**report | fields))


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
