"""A claim's life, who may take which step, and what of it counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_REASON = 500
QUICKER = "Someone else was quicker. Look at the claim again."
ANSWERED_ALREADY = "This claim was answered already. Look at it again."
NOT_LEFT = "There is not that much left to claim"


class ClaimStatus(StrEnum):
    """Where a claim is."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[str, str] = {
    ClaimStatus.PROPOSED: "Waiting for a yes",
    ClaimStatus.CONFIRMED: "Confirmed",
    ClaimStatus.REFUSED: "Refused",
    ClaimStatus.DISPUTED: "In dispute",
    ClaimStatus.WITHDRAWN: "Withdrawn",
}
MOVES: Mapping[ClaimStatus, frozenset[ClaimStatus]] = {
    ClaimStatus.PROPOSED: frozenset(
        {ClaimStatus.CONFIRMED, ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN}
    ),
    ClaimStatus.CONFIRMED: frozenset({ClaimStatus.DISPUTED}),
    ClaimStatus.DISPUTED: frozenset({ClaimStatus.CONFIRMED, ClaimStatus.REFUSED}),
    ClaimStatus.REFUSED: frozenset(),
    ClaimStatus.WITHDRAWN: frozenset(),
}
LIVE = frozenset({ClaimStatus.PROPOSED, ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED})
"""What holds its amount, so that nobody else can claim it."""


class Additionality(StrEnum):
    """Would this have happened anyway?"""

    NO = "no"
    PARTLY = "partly"
    WHOLLY = "wholly"


ADDITIONALITY_LABELS: Mapping[str, str] = {
    Additionality.NO: "No, it happened because of us",
    Additionality.PARTLY: "Partly",
    Additionality.WHOLLY: "Yes, wholly: then it counts as 0",
}


class EntryKind(StrEnum):
    """Why an amount was added to the ledger, or taken from it."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    DISPUTE = "dispute"
    SETTLE = "settle"


ENTRY_LABELS: Mapping[str, str] = {
    EntryKind.CONFIRM: "Confirmed",
    EntryKind.CORRECT: "Corrected",
    EntryKind.DISPUTE: "Held back while in dispute",
    EntryKind.SETTLE: "Settled by a broker",
}


class Outcome(StrEnum):
    """What a broker decides in a dispute."""

    STANDS = "stands"
    CHANGED = "changed"
    STRUCK = "struck"


OUTCOME_LABELS: Mapping[str, str] = {
    Outcome.STANDS: "It stands as it is",
    Outcome.CHANGED: "It counts for another amount",
    Outcome.STRUCK: "It does not count",
}


def check_move(now: str, then: ClaimStatus) -> None:
    """Refuse a step that a claim in this state cannot take."""
    if then not in MOVES[ClaimStatus(now)]:
        label = STATUS_LABELS[now].lower()
        raise DomainError(f"This claim is “{label}” now, so that cannot be done.")


def check_reason(reason: str) -> None:
    """Refuse a step without its reason."""
    if not reason.strip():
        raise DomainError("Say why", "reason")


def check_deadweight(percent: int | None) -> None:
    """Refuse what is no share in per cent."""
    if percent is not None and not 0 <= percent <= 100:
        raise DomainError("Enter a share from 0 to 100 per cent", "deadweight")


def check_parties(
    owner_id: int, confirmer_id: int | None, sides: tuple[int, int | None], *, is_by_people: bool
) -> None:
    """Refuse an owner that is no side of the source, and a confirmer that is not the other one.

    Where a person is the other side there is nobody to ask: the person has said so already.
    """
    if owner_id not in sides:
        raise DomainError("Only who gave it, or whom it was given to, can claim it")
    others = {each for each in sides if each not in (owner_id, None)}
    if confirmer_id is None:
        if others or not is_by_people:
            raise DomainError("The other side has to confirm it")
    elif confirmer_id not in others:
        raise DomainError("The other side has to confirm it, never the one who claims it")


def check_other_side(
    role_at_owner: str | None, made_by_id: int | None, decider_id: int | None
) -> None:
    """Refuse that someone confirms what their own side claims, whatever else they belong to."""
    if decider_id is None:
        return
    if role_at_owner is not None or made_by_id == decider_id:
        raise DomainError("You belong to the side that claims this. A colleague has to confirm it.")


def check_referee(roles: Iterable[str | None]) -> None:
    """Refuse a referee who has a role at one of the sides."""
    if any(role is not None for role in roles):
        raise DomainError("You belong to one of the sides. Another broker has to decide.")


def counted(status: str, held: Decimal, additionality: str) -> Decimal:
    """Return what a claim counts for now: the sum of its entries, always."""
    counts = status == ClaimStatus.CONFIRMED and additionality != Additionality.WHOLLY
    return held if counts else Decimal(0)
