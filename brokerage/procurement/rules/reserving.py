"""Reserving a purchase: for whom, decided when, and which filters may then be acted on. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.procurement.rules.buying import GuardRails

LONGEST_RATIONALE = 2000
SHORTEST_RATIONALE = 30


class ReservationKind(StrEnum):
    """For whom a below-threshold competition may be reserved."""

    UK = "uk"
    LOCAL_AREA = "local-area"
    SME = "sme"
    VCSE = "vcse"


KIND_LABELS: Mapping[str, str] = {
    ReservationKind.UK: "Suppliers from the United Kingdom",
    ReservationKind.LOCAL_AREA: "Suppliers from the local area",
    ReservationKind.SME: "Small and medium-sized businesses (SMEs)",
    ReservationKind.VCSE: "Voluntary and community bodies and social enterprises (VCSEs)",
}
PLACES = frozenset({ReservationKind.UK.value, ReservationKind.LOCAL_AREA.value})


class Area(StrEnum):
    """What a local area is made of."""

    OWN = "own"
    COUNTY = "county"
    BORDERS = "borders"


AREA_LABELS: Mapping[str, str] = {
    Area.OWN: "The council’s own area",
    Area.COUNTY: "The whole county",
    Area.BORDERS: "The council’s own area and the counties that border its county",
}


class Way(StrEnum):
    """How something is bought."""

    COMPETITION = "competition"
    IN_HOUSE = "in-house"


WAY_LABELS: Mapping[str, str] = {
    Way.COMPETITION: "Suppliers are asked, and the best is chosen",
    Way.IN_HOUSE: "It goes straight to a company that the council owns",
}
IN_HOUSE = (
    "This goes straight to a company that the council owns. That is no competition: nobody is "
    "searched for or invited, and it is counted apart. Change the way it is bought first."
)
NOT_A_COUNCIL = "We hold no rule on reserving for this buyer, so nothing is reserved here."
NOT_ALLOWED = "No rule allows this to be reserved: {}"
INVITED_ALREADY = (
    "Suppliers have been asked already. A reservation is decided before anyone is invited: copy "
    "the brief to begin again."
)
NO_PROOF = "No broker has seen proof {}."
SENTENCES: Mapping[str, str] = {
    ReservationKind.UK: "This is reserved for suppliers from the United Kingdom. "
    + NO_PROOF.format("of a site there"),
    ReservationKind.LOCAL_AREA: "This is reserved for the local area. "
    + NO_PROOF.format("that it has worked there long enough"),
    ReservationKind.SME: "This is reserved for small and medium-sized businesses. "
    + NO_PROOF.format("that it is one"),
    ReservationKind.VCSE: "This is reserved for voluntary and community bodies and social "
    "enterprises. " + NO_PROOF.format("that it is one"),
}
EITHER = (
    "This is reserved for small and medium-sized businesses, voluntary and community bodies and "
    "social enterprises. No broker has seen proof that it is one."
)


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """For whom a brief is reserved: a place, a kind of body, or both."""

    kinds: frozenset[str]
    area_codes: frozenset[str] = frozenset()

    @property
    def place_kind(self) -> str | None:
        """The part of it that is about a place."""
        return next(iter(self.kinds & PLACES), None)

    @property
    def body_kinds(self) -> frozenset[str]:
        """The kinds of body, one of which is enough."""
        return self.kinds - PLACES

    @property
    def body_sentence(self) -> str:
        """Why a body of another kind does not meet it."""
        kinds = self.body_kinds
        return EITHER if len(kinds) > 1 else SENTENCES[min(kinds)]


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What of a supplier a reservation looks at: only what a broker has seen proof of."""

    based: frozenset[str] = frozenset()
    """Codes of the councils in whose areas it has worked for long enough."""
    is_uk: bool = False
    is_sme: bool = False
    is_vcse: bool = False


def why_not_reserved(reserved: Reserved, marks: Marks) -> str | None:
    """Return the sentence of what keeps a supplier out of a reservation, or None."""
    place = reserved.place_kind
    if place == ReservationKind.UK and not marks.is_uk:
        return SENTENCES[place]
    if place == ReservationKind.LOCAL_AREA and not marks.based & reserved.area_codes:
        return SENTENCES[place]
    met = {ReservationKind.SME: marks.is_sme, ReservationKind.VCSE: marks.is_vcse}
    if reserved.body_kinds and not any(met[ReservationKind(each)] for each in reserved.body_kinds):
        return reserved.body_sentence
    return None


def check_reservation(
    rails: GuardRails, kinds: Collection[str], area: str | None, *, was_anyone_invited: bool
) -> None:
    """Refuse a reservation that no rule allows, or that comes too late."""
    if not rails.has_rules:
        raise DomainError(NOT_A_COUNCIL)
    if not rails.may_reserve:
        raise DomainError(NOT_ALLOWED.format(rails.headline))
    if was_anyone_invited:
        raise DomainError(INVITED_ALREADY)
    if not kinds:
        raise DomainError("Select for whom it is reserved", "kinds")
    if set(kinds) >= PLACES:
        raise DomainError("Select the United Kingdom or the local area, not both", "kinds")
    if ReservationKind.LOCAL_AREA in kinds and area is None:
        raise DomainError("Select what the local area is", "area")


def check_competes(way: str | None) -> None:
    """Refuse to look for suppliers, or to ask them, for what goes straight to an own company."""
    if way == Way.IN_HOUSE:
        raise DomainError(IN_HOUSE)


def filters_in_the_way(
    used: Mapping[str, object], reserved: Reserved | None, area_of: Mapping[str, str]
) -> list[str]:
    """Return the filters in use that leave out more suppliers than a reservation does.

    `area_of`: the code of each council by its slug. A filter within a lawful reservation that
    would leave out others still is one nobody may act on.
    """
    return [name for name in used if not _is_reserved(name, used[name], reserved, area_of)]


def _is_reserved(
    name: str, value: object, reserved: Reserved | None, area_of: Mapping[str, str]
) -> bool:
    if reserved is None:
        return False
    is_exact = {
        "area": reserved.area_codes == {area_of.get(str(value), "")},
        "is_local": ReservationKind.LOCAL_AREA in reserved.kinds,
        "is_vcse": reserved.body_kinds == {ReservationKind.VCSE},
        "is_sme": reserved.body_kinds == {ReservationKind.SME},
    }
    return is_exact.get(name, False)
