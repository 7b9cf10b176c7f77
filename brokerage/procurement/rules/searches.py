"""Looking closer at a frozen search: what hides a row, and what the law lets one act on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import floor, fsum

from brokerage.errors import DomainError
from brokerage.matchmaking import rules as matchmaking_rules
from brokerage.organisations.rules import LONGEST_NAME, Kind
from brokerage.places.rules import metres
from brokerage.procurement.rules.briefs import BriefStatus, BuyerKind

PURPOSE_KIND = "brief"
"""What a recorded ranking of suppliers is for."""
PER_PAGE = 20
MOST_OLDER_SEARCHES = 20
MOST_IDS_READ = 50
LONGEST_TYPED_NAME = LONGEST_NAME
DISTANCES = (1, 3, 5, 10, 20, 50)
ANY_EVIDENCE = "any"
OF_A_HUNDRED = 1000
"""A score is shown as points out of 100 with one decimal: a thousand tenths."""

# By its kind a body here is value-driven and puts its surplus back (Procurement Act 2023, VCSE).
VCSE_KINDS = frozenset({Kind.CHARITY, Kind.COMMUNITY_GROUP, Kind.SOCIAL_ENTERPRISE})

PART_LABELS = matchmaking_rules.PART_LABELS
NOT_OPEN: Mapping[str, str] = {
    BriefStatus.DRAFT: "Finish this brief first, then look for suppliers.",
    BriefStatus.CLOSED: "This brief is closed. Copy it to begin again.",
}


@dataclass(frozen=True, kw_only=True)
class SupplierFacts:
    """What a filter looks at in one supplier."""

    kind: str | None
    is_social_enterprise: bool
    verified: frozenset[str]
    """Kinds of evidence that a broker has verified and that have not run out."""
    distance_m: float | None
    area: str | None
    """The council in whose area it is based."""
    is_in_priority_place: bool
    is_local: bool = False
    """Whether it is based in the buyer's own area, by its address or by a site that was seen."""
    is_sme: bool = False
    """Whether a broker has seen figures that make it one."""
    has_vcse_proof: bool = False

    @property
    def is_vcse(self) -> bool:
        """Whether it is a voluntary or community body or a social enterprise, by word or proof."""
        return self.is_social_enterprise or self.kind in VCSE_KINDS or self.has_vcse_proof


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is ticked to look closer: it hides rows and never changes their order."""

    kind: str = ""
    evidence: str = ""
    within_miles: int | None = None
    area: str = ""
    is_social_enterprise: bool = False
    is_vcse: bool = False
    is_in_priority_place: bool = False
    is_local: bool = False
    is_sme: bool = False

    @property
    def used(self) -> dict[str, object]:
        """Those that are ticked, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    def passes(self, facts: SupplierFacts) -> bool:
        """Say whether a supplier stays in view."""
        return all(
            (
                not self.kind or facts.kind == self.kind,
                _has_evidence(self.evidence, facts.verified),
                self.within_miles is None or _is_near(facts.distance_m, self.within_miles),
                not self.area or facts.area == self.area,
                facts.is_social_enterprise or not self.is_social_enterprise,
                facts.is_vcse or not self.is_vcse,
                facts.is_in_priority_place or not self.is_in_priority_place,
                facts.is_local or not self.is_local,
                facts.is_sme or not self.is_sme,
            )
        )


class Reservation(StrEnum):
    """For whom a contract would have to be reserved before a filter may be acted on."""

    AREA = "area"
    VCSE = "vcse"


RESERVATION_NEEDED: Mapping[str, Reservation] = {
    "within_miles": Reservation.AREA,
    "area": Reservation.AREA,
    "is_in_priority_place": Reservation.AREA,
    "is_local": Reservation.AREA,
    "is_sme": Reservation.VCSE,
    "kind": Reservation.VCSE,
    "is_social_enterprise": Reservation.VCSE,
    "is_vcse": Reservation.VCSE,
}
RESERVATION_SENTENCES: Mapping[str, str] = {
    Reservation.AREA: (
        "You have filtered by where suppliers are based. You may look, but to ask only these "
        "suppliers the contract must first be lawfully reserved for suppliers from the United "
        "Kingdom or your local area (Local Government (Exclusion of Non-commercial "
        "Considerations) (England) Order 2026). Decide on it before you invite anyone, and keep "
        "the reason."
    ),
    Reservation.VCSE: (
        "You have filtered by what kind of body suppliers are. You may look, but to ask only "
        "these suppliers the contract must first be lawfully reserved for small and medium-sized "
        "businesses or for voluntary and community bodies and social enterprises (the same "
        "Order 2026)."
    ),
}
NO_RULE = (
    "You have filtered by where suppliers are based or what kind of body they are. We hold no "
    "rule on that for this kind of buyer: check your own before you ask only these suppliers."
)
SIZE_UNKNOWN = (
    "A supplier counts as an SME only where it has told us how many staff it has and what it "
    "turns over."
)


def list_reservation_notes(buyer_kind: str, filters: Filters) -> list[str]:
    """Return what to know before acting on these filters; nothing where none needs it."""
    needed = {RESERVATION_NEEDED[name] for name in filters.used if name in RESERVATION_NEEDED}
    if needed and buyer_kind != BuyerKind.COUNCIL:
        return [NO_RULE]
    return [RESERVATION_SENTENCES[each] for each in Reservation if each in needed]


def narrowing_of(used: Mapping[str, object]) -> list[str]:
    """Return those filters that are about place or kind of body, as "name=value"."""
    return sorted(f"{name}={used[name]}" for name in used if name in RESERVATION_NEEDED)


def check_open(status: str) -> None:
    """Refuse to look, or to shortlist, for a brief that is not finished or is closed."""
    if status in NOT_OPEN:
        raise DomainError(NOT_OPEN[status])


def tenths_of(score: float) -> int:
    """Return a score from 0 to 1 as tenths of a point out of 100."""
    return round(score * OF_A_HUNDRED)


def share_tenths(values: Sequence[float]) -> list[int]:
    """Return parts as tenths of a point that add up exactly to those of their sum.

    Each is cut; what is left goes, a tenth each, to those that lost most (largest remainder).
    """
    exact = [value * OF_A_HUNDRED for value in values]
    cut = [floor(value) for value in exact]
    left = tenths_of(fsum(values)) - sum(cut)
    by_loss = sorted(range(len(exact)), key=lambda at: (cut[at] - exact[at], at))
    for at in by_loss[: max(left, 0)]:
        cut[at] += 1
    return cut


def _has_evidence(wanted: str, verified: frozenset[str]) -> bool:
    if wanted == ANY_EVIDENCE:
        return bool(verified)
    return not wanted or wanted in verified


def _is_near(distance_m: float | None, miles: int) -> bool:
    return distance_m is not None and distance_m <= metres(miles)
