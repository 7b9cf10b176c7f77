"""How a project goes on, from a draft to what became of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.socialvalue.rules.kinds import (
    MOST_NEEDS,
    MOST_PICTURES,
    SHORTEST_REASON,
    unit_for,
)

FURTHEST = timedelta(days=3 * 365)
NOBODY_TO_ASK = (
    "Only approved charities, community groups, schools and social enterprises can ask for help "
    "with a project."
)


class ProjectStatus(StrEnum):
    """Where a project stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes-asked"
    OPEN = "open"
    MET = "met"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[str, str] = {
    ProjectStatus.DRAFT: "Not finished",
    ProjectStatus.SUBMITTED: "Waiting for a broker",
    ProjectStatus.CHANGES_ASKED: "Changes asked for",
    ProjectStatus.OPEN: "Open",
    ProjectStatus.MET: "Met",
    ProjectStatus.CLOSED: "Closed",
    ProjectStatus.WITHDRAWN: "Withdrawn",
}
PUBLIC = frozenset({ProjectStatus.OPEN, ProjectStatus.MET, ProjectStatus.CLOSED})
"""What everybody can read; what was withdrawn is gone."""
EDITABLE = frozenset({ProjectStatus.DRAFT, ProjectStatus.CHANGES_ASKED, ProjectStatus.OPEN})
ENDED = frozenset({ProjectStatus.MET, ProjectStatus.CLOSED, ProjectStatus.WITHDRAWN})
TRANSITIONS: Mapping[str, frozenset[str]] = {
    ProjectStatus.DRAFT: frozenset({ProjectStatus.SUBMITTED, ProjectStatus.WITHDRAWN}),
    ProjectStatus.SUBMITTED: frozenset(
        {ProjectStatus.OPEN, ProjectStatus.CHANGES_ASKED, ProjectStatus.WITHDRAWN}
    ),
    ProjectStatus.CHANGES_ASKED: frozenset({ProjectStatus.SUBMITTED, ProjectStatus.WITHDRAWN}),
    ProjectStatus.OPEN: frozenset(
        {ProjectStatus.MET, ProjectStatus.CLOSED, ProjectStatus.WITHDRAWN}
    ),
    ProjectStatus.MET: frozenset({ProjectStatus.OPEN}),
    ProjectStatus.CLOSED: frozenset({ProjectStatus.SUBMITTED}),
    ProjectStatus.WITHDRAWN: frozenset({ProjectStatus.DRAFT}),
}
REOPENED_AS: Mapping[str, str] = {
    ProjectStatus.CLOSED: ProjectStatus.SUBMITTED,
    ProjectStatus.WITHDRAWN: ProjectStatus.DRAFT,
}
"""What was closed is looked at again; what was withdrawn begins as a draft."""


def check_move(now: str, then: str) -> None:
    """Refuse a change of state that there is not."""
    if then not in TRANSITIONS[now]:
        said = STATUS_LABELS[now].lower()
        raise DomainError(f"This project is {said}, so that cannot be done now.")


def check_editable(status: str) -> None:
    """Refuse to change what a broker is reading, or what has ended."""
    if status not in EDITABLE:
        said = STATUS_LABELS[status].lower()
        raise DomainError(f"This project is {said}, so it cannot be changed now.")


def check_ready(needs: int) -> None:
    """Refuse to hand in a project that asks for nothing."""
    if not needs:
        raise DomainError("Add at least one thing that you need first.")


def check_room_for_need(needs: int) -> None:
    """Refuse a list of needs that nobody would read."""
    if needs >= MOST_NEEDS:
        raise DomainError(f"A project has at most {MOST_NEEDS} needs. Begin another one.")


def check_room_for_picture(pictures: int) -> None:
    """Refuse more pictures than a page shows well."""
    if pictures >= MOST_PICTURES:
        raise DomainError(f"A project has at most {MOST_PICTURES} pictures. Remove one first.")


def check_need(kind: str, unit: str, needed_by: date, today: date) -> str:
    """Return the unit of a need; refuse a day that is over or too far off, and a missing unit."""
    if not today <= needed_by <= today + FURTHEST:
        raise DomainError("The day must be today or in the next 3 years", "needed_by")
    found = unit_for(kind, unit)
    if not found:
        raise DomainError("Say what you count it in, like “tablets” or “boxes”", "unit")
    return found


def check_amount_asked(asked: Decimal, agreed: Decimal) -> None:
    """Refuse to ask for less than what is agreed already."""
    if asked < agreed:
        raise DomainError(f"{show_amount(agreed)} is agreed already, so ask for no less", "asked")


def check_reason(reason: str, whom: str) -> None:
    """Refuse to end something without a reason that the others can use."""
    if len(reason) < SHORTEST_REASON:
        raise DomainError(f"Say why, in a few words: {whom}", "reason")


def is_met(amounts: Collection[tuple[Decimal, Decimal]]) -> bool:
    """Say whether all that was asked for has come: pairs of asked and confirmed."""
    return bool(amounts) and all(came >= asked for asked, came in amounts)


def show_amount(amount: Decimal) -> str:
    """Return an amount as people write it: "6", "2.5", "1,200"."""
    whole = amount == amount.to_integral_value()
    return f"{int(amount):,}" if whole else f"{amount.normalize():,f}"


def show_quantity(amount: Decimal | None, unit: str) -> str:
    """Return an amount with its unit: "6 tablets", "£500"; None is nothing."""
    amount = amount or Decimal()
    if amount == 1:
        unit = _one_of(unit)
    return f"£{show_amount(amount)}" if unit == "pounds" else f"{show_amount(amount)} {unit}"


def show_thing(amount: Decimal | None, unit: str, what: str) -> str:
    """Return an amount with what it is, where the unit does not say that: "6 tablets"."""
    said = show_quantity(amount, unit)
    is_said = unit.lower() in what.lower() or what.lower() in unit.lower()
    return said if is_said else f"{said} ({what})"


def _one_of(unit: str) -> str:
    """Return "box" for "boxes", "day" for "days"; what is no such word stays as it is."""
    if unit == "pounds" or not unit.endswith("s") or unit.endswith("ss"):
        return unit
    for ending, single in (("ies", "y"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if unit.endswith(ending):
            return unit.removesuffix(ending) + single
    return unit.removesuffix("s")
