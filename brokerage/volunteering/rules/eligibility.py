"""Whether a role can be for a volunteer at all: the hard rules of "for you". Pure.

The matcher runs the same rules over every role at once, with these sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from brokerage.places.rules import is_within, metres
from brokerage.volunteering.rules.opportunities import Commitment, is_old_enough

TOO_YOUNG = "It is for people aged 18 or over."
OTHER_COMMITMENT: Mapping[str, str] = {
    Commitment.ONE_OFF: "It is one-off, and you look for regular roles.",
    Commitment.REGULAR: "It is regular, and you look for one-off roles.",
}
NO_COMMITMENT = "You have not said whether you look for one-off or regular roles."
NOT_FROM_HOME = "It is done from home, and you have not said that you would."
ONLY_FROM_HOME = "It is in a place, and you look for roles from home only."
NO_PLACE = "It does not say where it is."
TOO_FAR = "It is further away than you said you travel."
NO_ROOM = "It has no place left on a date to come."


@dataclass(frozen=True, kw_only=True)
class VolunteerFacts:
    """What of a volunteer rules roles in or out. A point is (easting, northing)."""

    band: str
    wants_one_off: bool
    wants_regular: bool
    takes_remote: bool
    point: tuple[int, int] | None
    miles: int | None


@dataclass(frozen=True, kw_only=True)
class OpeningFacts:
    """What of an opportunity rules volunteers in or out."""

    commitment: str
    minimum_band: str
    is_remote: bool
    point: tuple[int, int] | None
    is_flexible: bool
    has_flexible_room: bool = False
    dates: tuple[tuple[date, bool], ...] = ()
    """The day of each session that was not called off, and whether it has a free seat."""


def why_not(volunteer: VolunteerFacts, opening: OpeningFacts, today: date) -> str | None:
    """Return the sentence of the first rule that keeps a role from a volunteer, or None."""
    if not is_old_enough(volunteer.band, opening.minimum_band):
        return TOO_YOUNG
    return (
        _why_not_commitment(volunteer, opening)
        or _why_not_there(volunteer, opening)
        or _why_not_then(opening, today)
    )


def wanted_commitments(*, wants_one_off: bool, wants_regular: bool) -> tuple[Commitment, ...]:
    """Return what a volunteer takes on: once, again and again, or both."""
    wanted = {Commitment.ONE_OFF: wants_one_off, Commitment.REGULAR: wants_regular}
    return tuple(commitment for commitment, is_wanted in wanted.items() if is_wanted)


def _why_not_commitment(volunteer: VolunteerFacts, opening: OpeningFacts) -> str | None:
    wanted = wanted_commitments(
        wants_one_off=volunteer.wants_one_off, wants_regular=volunteer.wants_regular
    )
    if not wanted:
        return NO_COMMITMENT
    return None if opening.commitment in wanted else OTHER_COMMITMENT[opening.commitment]


def _why_not_there(volunteer: VolunteerFacts, opening: OpeningFacts) -> str | None:
    if opening.is_remote:
        return None if volunteer.takes_remote else NOT_FROM_HOME
    if volunteer.point is None:
        return ONLY_FROM_HOME if volunteer.takes_remote else None
    if volunteer.miles is None:
        return None
    if opening.point is None:
        return NO_PLACE
    reach = metres(volunteer.miles)
    return None if is_within(opening.point, volunteer.point, reach) else TOO_FAR


def _why_not_then(opening: OpeningFacts, today: date) -> str | None:
    if opening.is_flexible:
        return None if opening.has_flexible_room else NO_ROOM
    is_open = any(day >= today and has_room for day, has_room in opening.dates)
    return None if is_open else NO_ROOM
