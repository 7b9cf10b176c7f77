"""What a filter hides, what needs a reservation, and points that add up."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.organisations.rules import EvidenceKind, Kind
from brokerage.procurement.rules import searches as rules
from brokerage.procurement.rules.briefs import BriefStatus, BuyerKind

CHARITY = rules.SupplierFacts(
    kind=Kind.CHARITY,
    is_social_enterprise=False,
    verified=frozenset({EvidenceKind.INSURANCE}),
    distance_m=4_000,
    area="oxford",
    is_in_priority_place=True,
)
BUSINESS = rules.SupplierFacts(
    kind=Kind.BUSINESS,
    is_social_enterprise=False,
    verified=frozenset(),
    distance_m=None,
    area=None,
    is_in_priority_place=False,
)


@pytest.mark.parametrize(
    "ticked",
    [
        {"kind": Kind.CHARITY},
        {"evidence": rules.ANY_EVIDENCE},
        {"evidence": EvidenceKind.INSURANCE},
        {"within_miles": 3},
        {"area": "oxford"},
        {"is_vcse": True},
        {"is_in_priority_place": True},
    ],
)
def test_each_filter_keeps_the_one_and_hides_the_other(ticked: dict[str, object]) -> None:
    filters = rules.Filters(**ticked)
    assert filters.used == ticked
    assert filters.passes(CHARITY)
    assert not filters.passes(BUSINESS)


def test_no_filter_hides_nobody() -> None:
    assert rules.Filters().used == {}
    assert rules.Filters().passes(BUSINESS)
    assert not rules.Filters(is_social_enterprise=True).passes(CHARITY)
    assert not rules.Filters(within_miles=1).passes(CHARITY)


def test_a_council_is_told_which_filters_need_a_reservation() -> None:
    area = rules.RESERVATION_SENTENCES[rules.Reservation.AREA]
    vcse = rules.RESERVATION_SENTENCES[rules.Reservation.VCSE]
    notes = rules.list_reservation_notes
    assert notes(BuyerKind.COUNCIL, rules.Filters()) == []
    assert notes(BuyerKind.COUNCIL, rules.Filters(evidence=rules.ANY_EVIDENCE)) == []
    for location in ({"within_miles": 3}, {"area": "oxford"}, {"is_in_priority_place": True}):
        assert notes(BuyerKind.COUNCIL, rules.Filters(**location)) == [area]
    both = rules.Filters(is_vcse=True, area="oxford", kind=Kind.CHARITY)
    assert notes(BuyerKind.COUNCIL, both) == [area, vcse]


@pytest.mark.parametrize("kind", [each for each in BuyerKind if each != BuyerKind.COUNCIL])
def test_other_buyers_are_told_that_no_rule_is_held(kind: BuyerKind) -> None:
    assert rules.list_reservation_notes(kind, rules.Filters()) == []
    assert rules.list_reservation_notes(kind, rules.Filters(area="oxford")) == [rules.NO_RULE]


def test_only_an_open_brief_is_searched_for() -> None:
    rules.check_open(BriefStatus.LOOKING)
    for status in (BriefStatus.DRAFT, BriefStatus.CLOSED):
        with pytest.raises(DomainError):
            rules.check_open(status)


@given(st.lists(st.floats(min_value=0, max_value=0.14), max_size=7))
def test_shown_points_add_up_to_the_shown_score(values: list[float]) -> None:
    shares = rules.share_tenths(values)
    assert sum(shares) == rules.tenths_of(math.fsum(values))
    assert all(
        abs(share - value * rules.OF_A_HUNDRED) <= 1.000001
        for share, value in zip(shares, values, strict=True)
    )
    assert all(share >= 0 for share in shares)
