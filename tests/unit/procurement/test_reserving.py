"""Reservations: what may be reserved, who meets it, and which filters may be acted on."""

import pytest

from brokerage.errors import DomainError
from brokerage.procurement.rules import reserving
from brokerage.procurement.rules.reserving import (
    Marks,
    Reserved,
    check_reservation,
    filters_in_the_way,
    why_not_reserved,
)
from tests.unit.procurement.test_buying import rails

OXFORD, CHERWELL = "E07000178", "E07000177"
AREAS = {"oxford": OXFORD, "cherwell": CHERWELL}
LOCAL = Reserved(kinds=frozenset({"local-area"}), area_codes=frozenset({OXFORD}))
VCSE = Reserved(kinds=frozenset({"vcse"}))
SME = Reserved(kinds=frozenset({"sme"}))
EITHER = Reserved(kinds=frozenset({"sme", "vcse"}))
BOTH = Reserved(kinds=frozenset({"local-area", "vcse"}), area_codes=frozenset({OXFORD}))


def marks(
    code: str | None = OXFORD, *, uk: bool = True, sme: bool = False, vcse: bool = False
) -> Marks:
    based = frozenset({code} if code else ())
    return Marks(based=based, is_uk=uk, is_sme=sme, is_vcse=vcse)


@pytest.mark.parametrize(
    ("reserved", "supplier", "meets"),
    [
        (LOCAL, marks(OXFORD), True),
        (LOCAL, marks(CHERWELL), False),
        (LOCAL, marks(None), False),
        (Reserved(kinds=frozenset({"uk"})), marks(CHERWELL), True),
        (Reserved(kinds=frozenset({"uk"})), marks(None, uk=False), False),
        (VCSE, marks(vcse=True), True),
        (VCSE, marks(sme=True), False),
        (SME, marks(sme=True), True),
        (SME, marks(vcse=True), False),
        (EITHER, marks(vcse=True), True),
        (EITHER, marks(sme=True), True),
        (EITHER, marks(), False),
        (BOTH, marks(OXFORD, vcse=True), True),
        (BOTH, marks(CHERWELL, vcse=True), False),
        (BOTH, marks(OXFORD), False),
    ],
)
def test_who_meets_a_reservation(reserved: Reserved, supplier: Marks, meets: bool) -> None:
    assert (why_not_reserved(reserved, supplier) is None) is meets


def test_a_reservation_has_to_be_allowed_in_time_and_whole() -> None:
    check_reservation(rails(20_000), ["local-area", "vcse"], "own", was_anyone_invited=False)
    refused = [
        (rails(300_000), ["vcse"], None, False, "No rule allows"),
        (rails(None), ["vcse"], None, False, "No rule allows"),
        (rails(20_000, buyer="school"), ["vcse"], None, False, "no rule on reserving"),
        (rails(20_000), ["vcse"], None, True, "before anyone is invited"),
        (rails(20_000), [], None, False, "Select for whom"),
        (rails(20_000), ["uk", "local-area"], "own", False, "not both"),
        (rails(20_000), ["local-area"], None, False, "what the local area is"),
    ]
    for asked, kinds, area, is_late, words in refused:
        with pytest.raises(DomainError, match=words):
            check_reservation(asked, kinds, area, was_anyone_invited=is_late)


@pytest.mark.parametrize(
    ("used", "reserved", "blocked"),
    [
        ({}, None, False),
        ({"area": "oxford"}, None, True),
        ({"is_vcse": True}, None, True),
        ({"area": "oxford"}, LOCAL, False),
        ({"area": "cherwell"}, LOCAL, True),
        ({"is_local": True}, LOCAL, False),
        ({"within_miles": 3}, LOCAL, True),
        ({"is_in_priority_place": True}, LOCAL, True),
        ({"is_vcse": True}, LOCAL, True),
        ({"is_vcse": True}, VCSE, False),
        ({"is_vcse": True}, EITHER, True),
        ({"kind": "charity"}, VCSE, True),
        ({"is_sme": True}, SME, False),
        ({"area": "oxford", "is_vcse": True}, BOTH, False),
    ],
)
def test_a_filter_may_be_acted_on_only_where_the_reservation_says_the_same(
    used: dict[str, object], reserved: Reserved | None, blocked: bool
) -> None:
    assert bool(filters_in_the_way(used, reserved, AREAS)) is blocked


def test_what_goes_to_an_own_company_is_no_competition() -> None:
    reserving.check_competes(None)
    reserving.check_competes("competition")
    with pytest.raises(DomainError, match="no competition"):
        reserving.check_competes("in-house")
