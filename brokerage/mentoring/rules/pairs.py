"""How a pair begins, goes on and ends. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.mentoring.rules.profiles import MOST_MEETINGS, Side
from brokerage.organisations.rules import after_working_days

LONGEST_NOTE = 500
LONGEST_FEEDBACK = 1000
WORKING_DAYS_TO_ANSWER = 5
MOST_ASKS_OPEN = 3
"""Asks that one person can have waiting on one side; nobody should be kept waiting by many."""
MOST_ASKS_A_DAY = 10
ONE_DAY = timedelta(days=1)
SILENT_AFTER = timedelta(days=35)
"""Longer than a month, the slowest pace: then a broker looks."""
FURTHEST = timedelta(days=366)


class PairStatus(StrEnum):
    """Where a pair is."""

    ASKED = "asked"
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


STATUS_LABELS: Mapping[str, str] = {
    PairStatus.ASKED: "Waiting for an answer",
    PairStatus.ACTIVE: "Meeting",
    PairStatus.DECLINED: "Not this time",
    PairStatus.WITHDRAWN: "Taken back",
    PairStatus.ENDED: "Ended",
}
OPEN = frozenset({PairStatus.ASKED, PairStatus.ACTIVE})
MOVES: Mapping[str, frozenset[str]] = {
    PairStatus.ASKED: frozenset(
        {PairStatus.ACTIVE, PairStatus.DECLINED, PairStatus.WITHDRAWN, PairStatus.ENDED}
    ),
    PairStatus.ACTIVE: frozenset({PairStatus.ENDED}),
    PairStatus.DECLINED: frozenset(),
    PairStatus.WITHDRAWN: frozenset(),
    PairStatus.ENDED: frozenset(),
}


class DeclineReason(StrEnum):
    """Why someone says no."""

    NO_ROOM = "no-room"
    TIMES = "times"
    TOPICS = "topics"
    WAY = "way"
    PLANS_CHANGED = "plans-changed"
    OTHER = "other"


DECLINE_LABELS: Mapping[str, str] = {
    DeclineReason.NO_ROOM: "There is no room for one more now",
    DeclineReason.TIMES: "The times, or how often, do not fit",
    DeclineReason.TOPICS: "It is about something else than I can do or need",
    DeclineReason.WAY: "The way to meet does not fit",
    DeclineReason.PLANS_CHANGED: "My plans have changed",
    DeclineReason.OTHER: "Another reason",
}


class EndReason(StrEnum):
    """Why a pair ends. The broker sees it; the other side does not."""

    AS_AGREED = "as-agreed"
    SOONER = "sooner"
    TIME = "time"
    FIT = "fit"
    UNSAID = "unsaid"
    REPORT = "report"
    BROKER = "broker"
    ACCOUNT = "account"


END_LABELS: Mapping[str, str] = {
    EndReason.AS_AGREED: "We have met as we agreed",
    EndReason.SOONER: "We got there sooner",
    EndReason.TIME: "I do not have the time any more",
    EndReason.FIT: "We do not suit each other, and that is nobody’s fault",
    EndReason.UNSAID: "I would rather not say",
    EndReason.REPORT: "One side asked for help from a broker",
    EndReason.BROKER: "A broker ended it",
    EndReason.ACCOUNT: "An account was suspended",
}
OWN_END_REASONS = (
    EndReason.AS_AGREED,
    EndReason.SOONER,
    EndReason.TIME,
    EndReason.FIT,
    EndReason.UNSAID,
)


class Verdict(StrEnum):
    """What someone says of the mentoring once it is over."""

    A_LOT = "a-lot"
    SOME = "some"
    NOT_MUCH = "not-much"


VERDICT_LABELS: Mapping[str, str] = {
    Verdict.A_LOT: "It helped a lot",
    Verdict.SOME: "It helped a bit",
    Verdict.NOT_MUCH: "It did not help much",
}


class ReportReason(StrEnum):
    """What is wrong, by a code: nobody is asked to write down what happened."""

    NO_CONTACT = "no-contact"
    UNCOMFORTABLE = "uncomfortable"
    MONEY = "money"
    NOT_WHO = "not-who"
    UNDER_18 = "under-18"
    OTHER = "other"


REPORT_LABELS: Mapping[str, str] = {
    ReportReason.NO_CONTACT: "I do not want to hear from them again",
    ReportReason.UNCOMFORTABLE: "What they said or did made me uncomfortable",
    ReportReason.MONEY: "They asked for money or tried to sell me something",
    ReportReason.NOT_WHO: "I think they are not who they say they are",
    ReportReason.UNDER_18: "I think they are under 18",
    ReportReason.OTHER: "Something else: please call me or write to me",
}


class BrokerView(StrEnum):
    """What a broker can list."""

    REPORTED = "reported"
    LATE = "late"
    SILENT = "silent"
    ASKED = "asked"
    ACTIVE = "active"
    ENDED = "ended"


VIEW_LABELS: Mapping[str, str] = {
    BrokerView.REPORTED: "Reported, not yet seen",
    BrokerView.LATE: "Asked and not answered in time",
    BrokerView.SILENT: "Silent for five weeks",
    BrokerView.ASKED: "Waiting for an answer",
    BrokerView.ACTIVE: "Meeting",
    BrokerView.ENDED: "Ended",
}


def answer_by(today: date) -> date:
    """Return the day by which whoever is asked today should answer, weekends left out."""
    return after_working_days(today, WORKING_DAYS_TO_ANSWER)


def check_move(now: str, then: str) -> None:
    """Refuse a step that a pair in this state cannot take."""
    if then not in MOVES[now]:
        label = STATUS_LABELS[now].lower()
        raise DomainError(f"This is “{label}” now, so that cannot be done.")


def check_asked(asked_by: str, side: str) -> None:
    """Refuse an answer by the one who asked."""
    if asked_by == side:
        raise DomainError("You asked: the answer is theirs to give.")


def check_asker(asked_by: str, side: str) -> None:
    """Refuse to take back what the other side asked."""
    if asked_by != side:
        raise DomainError("They asked. You can say yes or no.")


def check_active(status: str) -> None:
    """Refuse to plan or tick a meeting of a pair that does not meet."""
    if status != PairStatus.ACTIVE:
        raise DomainError("This pair does not meet any more.")


def check_planned(day: date, today: date) -> None:
    """Refuse a day that has gone or is further off than anybody plans."""
    if not today <= day <= today + FURTHEST:
        raise DomainError("Enter a day from today to a year from now", "planned_on")


def check_held(planned_on: date | None, today: date) -> None:
    """Refuse to tick off a meeting whose day has not come."""
    if planned_on is not None and planned_on > today:
        raise DomainError("The day of this meeting has not come yet.")


def check_another(meetings: int) -> None:
    """Refuse more meetings than the most."""
    if meetings >= MOST_MEETINGS:
        raise DomainError(f"{MOST_MEETINGS} meetings is the most. Ask a broker about going on.")


def check_feedback(status: str) -> None:
    """Refuse feedback before the end."""
    if status != PairStatus.ENDED:
        raise DomainError("Feedback is for when the meetings have ended.")


def is_late(status: str, answer_on: date, today: date) -> bool:
    """Say whether an ask has waited longer than it should."""
    return status == PairStatus.ASKED and answer_on < today


def is_silent(status: str, changed_at: datetime, now: datetime) -> bool:
    """Say whether nothing has been heard of a pair that should be meeting."""
    return status == PairStatus.ACTIVE and changed_at < now - SILENT_AFTER


def other_side(side: str) -> Side:
    """Return the other one of the two."""
    return Side(side).other
