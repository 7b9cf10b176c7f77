"""What is left of a year's leave, and what becomes of a request. Pure.

A year has three sums: granted, reserved, taken. Every change is an entry of one kind and a
positive number of minutes; the sums are those of the entries, and what is left is never
below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from brokerage.errors import DomainError
from brokerage.leave.rules.policies import Outcome, Policy, is_late
from brokerage.organisations.rules import Role

LONDON = ZoneInfo("Europe/London")
NOT_ENOUGH = "You have not enough leave left for this."
DECIDE_WITHIN = timedelta(days=14)
REMIND_BEFORE = timedelta(days=3)
KEEP_LINKS = timedelta(days=30)
KEEP_WORDS = timedelta(days=365)
"""How long after the day reasons and a contact's address are kept."""
MOST_LINKS_SENT_A_DAY = 5
LONGEST_HOST = 120


class EntryKind(StrEnum):
    """What an entry in the wallet says."""

    GRANTED = "granted"
    CUT = "cut"
    RESERVED = "reserved"
    GIVEN_BACK = "given-back"
    TAKEN = "taken"
    REFUNDED = "refunded"
    """Given back after it was taken: the host put right who was there."""


ENTRY_LABELS: Mapping[str, str] = {
    EntryKind.GRANTED: "Added to your leave",
    EntryKind.CUT: "Taken off your leave",
    EntryKind.RESERVED: "Reserved",
    EntryKind.GIVEN_BACK: "Given back",
    EntryKind.TAKEN: "Taken",
    EntryKind.REFUNDED: "Given back after it was taken",
}
EFFECTS: Mapping[str, tuple[int, int, int]] = {
    EntryKind.GRANTED: (1, 0, 0),
    EntryKind.CUT: (-1, 0, 0),
    EntryKind.RESERVED: (0, 1, 0),
    EntryKind.GIVEN_BACK: (0, -1, 0),
    EntryKind.TAKEN: (0, -1, 1),
    EntryKind.REFUNDED: (0, 0, -1),
}
"""What one minute of each kind does to what is granted, reserved and taken."""


@dataclass(frozen=True)
class Balance:
    """The three sums of a leave year, in minutes."""

    granted: int = 0
    reserved: int = 0
    taken: int = 0

    @property
    def left(self) -> int:
        """What can still be reserved."""
        return self.granted - self.reserved - self.taken

    @property
    def is_sound(self) -> bool:
        """Whether nothing is below zero."""
        return min(self.granted, self.reserved, self.taken, self.left) >= 0


def after_entry(balance: Balance, kind: str, minutes: int) -> Balance:
    """Return the balance after one entry; DomainError where something would go below zero."""
    if minutes <= 0:
        raise ValueError("An entry has a positive number of minutes.")
    granted, reserved, taken = (effect * minutes for effect in EFFECTS[kind])
    then = Balance(balance.granted + granted, balance.reserved + reserved, balance.taken + taken)
    if not then.is_sound:
        raise DomainError(NOT_ENOUGH)
    return then


def sum_of(entries: Iterable[tuple[str, int]]) -> Balance:
    """Return the balance that (kind, minutes) entries make, in order."""
    balance = Balance()
    for kind, minutes in entries:
        balance = after_entry(balance, kind, minutes)
    return balance


def change_of_allowance(balance: Balance, allowance: int) -> tuple[EntryKind, int] | None:
    """Return the entry that brings what is granted to a new allowance; None where it is so.

    What is reserved or taken stays: a cut stops there.
    """
    target = max(allowance, balance.reserved + balance.taken)
    change = target - balance.granted
    if change == 0:
        return None
    return (EntryKind.GRANTED, change) if change > 0 else (EntryKind.CUT, -change)


class RequestStatus(StrEnum):
    """Where one request for leave is."""

    ASKED = "asked"
    NOT_NEEDED = "not-needed"
    """Reserved; the employer wants no manager to agree."""
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    """What it was for did not happen; the leave went back."""
    TAKEN = "taken"


OPEN_REQUESTS = frozenset({RequestStatus.ASKED, RequestStatus.NOT_NEEDED, RequestStatus.APPROVED})
REQUEST_LABELS: Mapping[str, str] = {
    RequestStatus.ASKED: "Waiting for your manager",
    RequestStatus.NOT_NEEDED: "Reserved: nobody has to agree",
    RequestStatus.APPROVED: "Your manager agrees",
    RequestStatus.DECLINED: "Your manager said no",
    RequestStatus.WITHDRAWN: "You withdrew it",
    RequestStatus.RELEASED: "Given back",
    RequestStatus.TAKEN: "Taken",
}
MANAGER_LABELS: Mapping[str, str] = {
    RequestStatus.ASKED: "Waiting for your answer",
    RequestStatus.NOT_NEEDED: "Reserved: nobody has to agree",
    RequestStatus.APPROVED: "Approved",
    RequestStatus.DECLINED: "Declined",
    RequestStatus.WITHDRAWN: "Withdrawn",
    RequestStatus.RELEASED: "Not needed any more: the leave went back",
    RequestStatus.TAKEN: "Taken",
}
_OPEN_ENDS = frozenset({RequestStatus.WITHDRAWN, RequestStatus.RELEASED, RequestStatus.TAKEN})
REQUEST_MOVES: Mapping[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.ASKED: frozenset(
        {
            RequestStatus.APPROVED,
            RequestStatus.DECLINED,
            RequestStatus.WITHDRAWN,
            RequestStatus.RELEASED,
        }
    ),
    RequestStatus.NOT_NEEDED: _OPEN_ENDS,
    # A manager who is signed in may change a yes until the day has come.
    RequestStatus.APPROVED: _OPEN_ENDS | {RequestStatus.DECLINED},
    RequestStatus.DECLINED: frozenset(),
    RequestStatus.WITHDRAWN: frozenset(),
    # The host may put right who was there.
    RequestStatus.RELEASED: frozenset({RequestStatus.TAKEN}),
    RequestStatus.TAKEN: frozenset({RequestStatus.RELEASED}),
}


def check_request_move(now: str, then: str) -> None:
    """Refuse a step that a request in this state cannot take."""
    if then not in REQUEST_MOVES[RequestStatus(now)]:
        label = MANAGER_LABELS[now].lower()
        raise DomainError(f"This request is “{label}” now, so that cannot be done.")


class Why(StrEnum):
    """Why leave that was set aside is not needed."""

    WITHDRAWN = "withdrawn"
    """The volunteer does not go."""
    CALLED_OFF = "called-off"
    """The host called it off or said no."""
    NO_SHOW = "no-show"
    NO_ANSWER = "no-answer"
    """The day came and nobody had decided."""


WHY_LABELS: Mapping[str, str] = {
    Why.WITHDRAWN: "called off by the volunteer",
    Why.CALLED_OFF: "called off by the host",
    Why.NO_SHOW: "the volunteer was not there",
    Why.NO_ANSWER: "nobody had answered when the day came",
}


def outcome_of(policy: Policy, why: str, *, was_agreed: bool, day: date, today: date) -> Outcome:
    """Return whether leave is given back or taken; what nobody agreed to is always given back."""
    if not was_agreed:
        return Outcome.GIVE_BACK
    if why == Why.NO_SHOW:
        return Outcome(policy.no_show)
    if why == Why.WITHDRAWN and is_late(policy, day, today):
        return Outcome(policy.late_cancellation)
    return Outcome.GIVE_BACK


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What leave is asked for: when, with whom, and what the manager may see of it."""

    starts_at: datetime
    ends_at: datetime
    host_name: str = ""
    host_organisation_id: int | None = None
    shares_host: bool = False
    is_outside: bool = False
    is_remote: bool = False

    @property
    def day(self) -> date:
        """The day it begins on, in England."""
        return local_day(self.starts_at)


def local_day(moment: datetime) -> date:
    """Return the day in England of an aware moment."""
    return moment.astimezone(LONDON).date()


def decide_by(starts_at: datetime, now: datetime) -> datetime:
    """Return when a link to decide runs out: in 14 days, or when it begins if that is sooner."""
    return min(now + DECIDE_WITHIN, starts_at)


def is_reminder_due(expires_at: datetime, sent_at: datetime, now: datetime) -> bool:
    """Say whether it is time to remind: 3 days before the end, or half way if that is later."""
    half_way = sent_at + (expires_at - sent_at) / 2
    return max(half_way, expires_at - REMIND_BEFORE) <= now < expires_at


def check_decider(*, is_own: bool, role: str | None) -> None:
    """Refuse someone who would agree to their own leave; an owner speaks for the employer."""
    if is_own and role != Role.OWNER:
        raise DomainError("You cannot decide about your own leave. Someone else has to.")
