"""Which organisations may buy here, and as what kind of buyer. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from brokerage.errors import DomainError
from brokerage.organisations.rules import Kind, Status
from brokerage.procurement.rules.briefs import BuyerKind

KINDS_OF_BUYERS: Mapping[str, BuyerKind] = {
    Kind.AUTHORITY: BuyerKind.COUNCIL,
    Kind.SCHOOL: BuyerKind.SCHOOL,
    Kind.ANCHOR_EMPLOYER: BuyerKind.OTHER,
}


def buys_here(kind: str | None) -> bool:
    """Say whether organisations of this kind write briefs here."""
    return kind in KINDS_OF_BUYERS


def is_buyer(status: str, kind: str | None) -> bool:
    """Say whether an organisation in this state and of this kind may buy."""
    return status == Status.APPROVED and buys_here(kind)


def check_buyer(status: str, kind: str | None) -> None:
    """Refuse what only an approved buyer may do, and say what to do about it."""
    if status != Status.APPROVED:
        raise DomainError("A broker has to approve your organisation first.")
    if not buys_here(kind):
        raise DomainError(
            "Only councils, schools and large local employers write briefs here. If yours is one, "
            "change what your organisation is."
        )


def kind_of_buyer(kind: str | None) -> BuyerKind:
    """Return the kind of buyer that an organisation most likely is; its buyers can correct it."""
    return KINDS_OF_BUYERS.get(kind or "", BuyerKind.OTHER)
