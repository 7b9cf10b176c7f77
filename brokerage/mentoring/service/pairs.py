"""Asking, answering, ending. Asking takes no place; a yes takes one of each side, or none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.mentoring import emails
from brokerage.mentoring.models import MentoringMeeting, MentoringPair, MentoringProfile
from brokerage.mentoring.queries.pairs import (
    KIND,
    count_asks_waiting,
    list_open_pairs_of,
    list_overdue,
)
from brokerage.mentoring.queries.profiles import find_profile, get_standing
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules import profiles
from brokerage.mentoring.rules.pairs import DeclineReason, EndReason, PairStatus
from brokerage.mentoring.rules.profiles import Side
from brokerage.mentoring.service.places import facts_kept, give_back_places, move, take_places
from brokerage.permissions import SYSTEM, Subject

ASKED_ALREADY = "One of you has asked the other already. It is among your mentoring pairs."
TOO_MANY_WAIT = (
    f"{rules.MOST_ASKS_OPEN} of your asks wait for an answer. Take one back, or wait a little."
)
GONE = "The other side does not offer this any more."


@writes
def ask_for_pair(
    actor: Subject,
    own: MentoringProfile,
    other: MentoringProfile,
    *,
    topics: Sequence[str],
    pace: str,
    meetings: int,
    note: str,
) -> MentoringPair:
    """Ask the person behind a card; neither learns the other's name before a yes."""
    profiles.check_pair(get_standing(own), get_standing(other))
    profiles.check_meetings(pace, meetings)
    if count_asks_waiting(own.user_id, own.side) >= rules.MOST_ASKS_OPEN:
        raise DomainError(TOO_MANY_WAIT)
    now, is_mentor = utcnow(), own.side == Side.MENTOR
    pair = MentoringPair(
        mentor_id=own.user_id if is_mentor else other.user_id,
        mentee_id=other.user_id if is_mentor else own.user_id,
        asked_by=own.side,
        status=PairStatus.ASKED,
        topics=list(topics),
        ways=profiles.shared_ways(get_standing(own), get_standing(other)),
        pace=pace,
        meetings=meetings,
        note=note,
        asked_at=now,
        answer_by=rules.answer_by(now.date()),
        changed_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(pair)
    except IntegrityError as error:
        raise DomainError(ASKED_ALREADY) from error
    audit.record(actor, "mentoring:pair:ask", KIND, pair.id, after=facts_kept(pair))
    emails.send_asked(pair)
    return pair


@writes
def accept_pair(actor: Subject, pair: MentoringPair, message: str) -> None:
    """Say yes: this takes a place of each side, or finds that there is none."""
    rules.check_asked(pair.asked_by, pair.side_of(actor.user_id))
    rules.check_move(pair.status, PairStatus.ACTIVE)
    _check_still_fits(pair)
    now = utcnow()
    with db.session.begin_nested():
        take_places(pair)
        move(actor, pair, PairStatus.ACTIVE, "accept", answer=message, answered_at=now)
        db.session.add_all(
            MentoringMeeting(pair_id=pair.id, number=number)
            for number in range(1, pair.meetings + 1)
        )
    emails.send_accepted(pair)


@writes
def decline_pair(actor: Subject, pair: MentoringPair, reason: str, message: str) -> None:
    """Say no and why, by a code; the one who asked is shown others."""
    rules.check_asked(pair.asked_by, pair.side_of(actor.user_id))
    move(
        actor,
        pair,
        PairStatus.DECLINED,
        "decline",
        decline_reason=reason,
        answer=message,
        answered_at=utcnow(),
    )
    emails.send_declined(pair)


@writes
def withdraw_pair(actor: Subject, pair: MentoringPair) -> None:
    """Take one's own ask back."""
    rules.check_asker(pair.asked_by, pair.side_of(actor.user_id))
    move(actor, pair, PairStatus.WITHDRAWN, "withdraw")
    emails.send_withdrawn(pair)


@writes
def close_ask(actor: Subject, pair: MentoringPair, side: str) -> None:
    """Take an ask back or say no to it, whichever that side can."""
    if pair.asked_by == side:
        withdraw_pair(actor, pair)
    else:
        decline_pair(actor, pair, DeclineReason.PLANS_CHANGED, "")


@writes
def end_pair(actor: Subject, pair: MentoringPair, reason: str, by: str = "") -> None:
    """End it, early or not: the places are free again. `by` is a side, or neither: a broker."""
    was_active = pair.status == PairStatus.ACTIVE
    with db.session.begin_nested():
        move(
            actor,
            pair,
            PairStatus.ENDED,
            "end",
            end_reason=reason,
            ended_at=utcnow(),
            ended_by_id=actor.user_id,
        )
        if was_active:
            give_back_places(pair)
    emails.send_ended(pair, by)


@writes
def end_own_pair(actor: Subject, pair: MentoringPair, reason: str) -> None:
    """End one's own pair, without having to say more than a code."""
    rules.check_active(pair.status)
    end_pair(actor, pair, reason, pair.side_of(actor.user_id))


@writes
def end_pairs_of(actor: Subject, user_id: int) -> None:
    """End all that is open of someone whose account is suspended."""
    for pair in list_open_pairs_of(user_id):
        end_pair(actor, pair, EndReason.ACCOUNT)


@writes
def tell_of_overdue_asks() -> int:
    """Tell the brokers and those who asked of every ask that has waited too long; once each."""
    now = utcnow()
    late = list_overdue(now.date())
    for pair in late:
        pair.overdue_told_at = now
        audit.record(SYSTEM, "mentoring:pair:overdue", KIND, pair.id)
        emails.send_overdue(pair)
    db.session.flush()
    return len(late)


def _check_still_fits(pair: MentoringPair) -> None:
    mentor = find_profile(pair.mentor_id, Side.MENTOR)
    mentee = find_profile(pair.mentee_id, Side.MENTEE)
    if mentor is None or mentee is None:
        raise DomainError(GONE)
    profiles.check_pair(get_standing(mentor), get_standing(mentee))
