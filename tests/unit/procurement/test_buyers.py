"""Who may buy here, as what kind of buyer, and to whom the way there is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.organisations.rules import Kind, Role, Status
from brokerage.permissions import ANONYMOUS, Subject
from brokerage.procurement.permissions import BUYING_ROLES, buys_somewhere
from brokerage.procurement.rules.briefs import BuyerKind
from brokerage.procurement.rules.buyers import (
    KINDS_OF_BUYERS,
    buys_here,
    check_buyer,
    is_buyer,
    kind_of_buyer,
)

statuses = st.sampled_from(list(Status))
kinds = st.none() | st.sampled_from(list(Kind)) | st.text(max_size=8)


@given(statuses, kinds)
def test_who_may_buy_is_not_refused_and_everyone_else_hears_why(
    status: str, kind: str | None
) -> None:
    assert is_buyer(status, kind) == (status == Status.APPROVED and kind in KINDS_OF_BUYERS)
    if is_buyer(status, kind):
        check_buyer(status, kind)
        return
    with pytest.raises(DomainError) as refused:
        check_buyer(status, kind)
    assert refused.value.sentence.endswith(".")


def test_who_is_not_approved_hears_of_that_first() -> None:
    with pytest.raises(DomainError, match="A broker has to approve"):
        check_buyer(Status.SUBMITTED, Kind.BUSINESS)
    with pytest.raises(DomainError, match="Only councils, schools"):
        check_buyer(Status.APPROVED, Kind.BUSINESS)


@given(kinds)
def test_every_organisation_has_a_kind_of_buyer(kind: str | None) -> None:
    assert kind_of_buyer(kind) in BuyerKind
    assert buys_here(kind) or kind_of_buyer(kind) == BuyerKind.OTHER


def test_only_a_council_buys_as_a_council() -> None:
    assert [kind for kind in Kind if kind_of_buyer(kind) == BuyerKind.COUNCIL] == [Kind.AUTHORITY]


@given(st.dictionaries(st.integers(1, 9), st.sampled_from(list(Role))), st.data())
def test_buying_is_shown_to_those_who_may_buy(roles: dict[int, str], data: st.DataObject) -> None:
    approved = data.draw(st.sets(st.sampled_from(sorted(roles)))) if roles else set()
    found = {each: data.draw(st.sampled_from(list(Kind))) for each in sorted(approved)}
    subject = Subject(user_id=1, memberships=roles, approved_kinds=found)
    may = [
        each
        for each, kind in found.items()
        if roles[each] in BUYING_ROLES and is_buyer(Status.APPROVED, kind)
    ]
    assert buys_somewhere(subject) == bool(may)
    assert not buys_somewhere(ANONYMOUS)
