"""Rules of the ledger: amounts, sources, who may confirm, promises and their colours."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.ledger.rules import amounts, claims, commitments, sources, spending
from brokerage.ledger.rules.claims import Additionality, ClaimStatus
from brokerage.ledger.rules.commitments import CommitmentFacts, Rag

DAY = date(2026, 9, 14)


@given(st.lists(st.integers(0, 1440), max_size=50), st.lists(st.integers(0, 99_999), max_size=50))
def test_minutes_and_pence_add_up_exactly(minutes: list[int], pence: list[int]) -> None:
    hours = [amounts.from_parts(amounts.to_parts(amounts.hours_of(each))) for each in minutes]
    parts = sum(amounts.to_parts(each) for each in hours)
    assert parts * 60 == sum(minutes) * amounts.PARTS
    pounds = [amounts.from_parts(amounts.to_parts(Decimal(each) / 100)) for each in pence]
    assert sum(pounds) * 100 == sum(pence)
    assert amounts.exact(sum(hours, Decimal(0))) == amounts.from_parts(parts)


@pytest.mark.parametrize("wrong", ["0.001", "1e11", "-20000000000"])
def test_what_is_neither_pence_nor_minutes_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="whole pence or minutes"):
        amounts.to_parts(Decimal(wrong))


@pytest.mark.parametrize(
    ("amount", "written"), [("1200", "1,200"), ("12.50", "12.5"), ("0", "0"), ("-0.001", "0")]
)
def test_amounts_are_written_without_places_that_say_nothing(amount: str, written: str) -> None:
    assert amounts.as_written(Decimal(amount)) == written


@pytest.mark.parametrize("good", ["EP-2026-0041", "1234", "a1b2c3", "OX/17/331"])
def test_an_opaque_reference_is_taken(good: str) -> None:
    sources.check_reference(good)


@pytest.mark.parametrize(
    "bad", ["Jane Smith", "JANE-SMITH", "smith1980", "12", "x" * 41, "EP 1234"]
)
def test_what_may_be_a_name_is_no_reference(bad: str) -> None:
    with pytest.raises(DomainError, match="Never a name"):
        sources.check_reference(bad)


def test_only_a_hire_has_a_reference() -> None:
    for kind, reference in (("hire", None), ("agreement", "EP-2026-0041")):
        with pytest.raises(DomainError, match="reference"):
            sources.check_source(kind, Decimal(1), reference)


def test_a_hire_counts_for_twelve_months() -> None:
    far = DAY + timedelta(days=900)
    sources.check_day("hire", DAY, date(2027, 9, 13), far)
    with pytest.raises(DomainError, match="first 12 months"):
        sources.check_day("hire", DAY, date(2027, 9, 14), far)
    sources.check_day("award-spend", DAY, date(2027, 9, 14), far)
    with pytest.raises(DomainError, match="not in the future"):
        sources.check_day("award-spend", DAY, DAY + timedelta(days=2), DAY + timedelta(days=1))
    with pytest.raises(DomainError, match="another day"):
        sources.check_day("agreement", DAY, DAY + timedelta(days=1), far)
    sources.check_day("hire", date(2028, 2, 29), date(2029, 2, 28), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("kind", "is_enterprise", "expected"),
    [("charity", False, "vcse"), ("business", True, "vcse"), ("business", False, "other")],
)
def test_whom_it_was_given_to_decides_the_circumstance(
    kind: str, is_enterprise: bool, expected: str
) -> None:
    found = sources.list_circumstances("agreement", kind, is_social_enterprise=is_enterprise)
    assert found == (expected,)


@pytest.mark.parametrize(
    ("owner", "confirmer", "by_people", "is_right"),
    [
        (1, 2, False, True),
        (2, 1, False, True),
        (1, 1, False, False),
        (1, None, False, False),
        (1, None, True, False),
        (1, 3, True, False),
        (3, 2, False, False),
    ],
)
def test_the_other_side_confirms(
    owner: int, confirmer: int | None, by_people: bool, is_right: bool
) -> None:
    if is_right:
        claims.check_parties(owner, confirmer, (1, 2), is_by_people=by_people)
        return
    with pytest.raises(DomainError):
        claims.check_parties(owner, confirmer, (1, 2), is_by_people=by_people)


def test_nobody_has_to_confirm_what_a_person_gave_to_one_side() -> None:
    claims.check_parties(1, None, (1, 1), is_by_people=True)
    claims.check_parties(1, None, (1, None), is_by_people=True)
    with pytest.raises(DomainError):
        claims.check_parties(1, None, (1, None), is_by_people=False)


@pytest.mark.parametrize("status", list(ClaimStatus))
@pytest.mark.parametrize("additionality", list(Additionality))
def test_only_what_is_confirmed_and_additional_counts(status: str, additionality: str) -> None:
    counts = status == ClaimStatus.CONFIRMED and additionality != Additionality.WHOLLY
    assert claims.counted(status, Decimal(4), additionality) == (4 if counts else 0)


def test_who_belongs_to_the_owner_does_not_confirm_for_the_other() -> None:
    claims.check_other_side(None, 1, 2)
    claims.check_other_side(None, 1, None)
    for role, made_by in (("viewer", 1), (None, 2)):
        with pytest.raises(DomainError, match="colleague"):
            claims.check_other_side(role, made_by, 2)


PROMISE = CommitmentFacts(supplier_id=1, from_on=DAY, due_on=DAY + timedelta(days=30))


@pytest.mark.parametrize(
    ("owner", "days", "is_same", "words"),
    [
        (2, 0, True, "somebody else"),
        (1, -1, True, "in the time"),
        (1, 31, True, "in the time"),
        (1, 0, False, "another measure"),
    ],
)
def test_a_claim_has_to_fit_a_promise(owner: int, days: int, is_same: bool, words: str) -> None:
    day = DAY + timedelta(days=days)
    with pytest.raises(DomainError, match=words):
        commitments.check_draw(
            owner_id=owner, happened_on=day, is_same_measure=is_same, promise=PROMISE
        )
    for fitting in (0, 30):
        commitments.check_draw(
            owner_id=1,
            happened_on=DAY + timedelta(days=fitting),
            is_same_measure=True,
            promise=PROMISE,
        )


@pytest.mark.parametrize(
    ("delivered", "today", "evidence_on", "last_check_on", "expected"),
    [
        (40, 60, None, None, Rag.GREEN),
        (39, 0, None, None, Rag.AMBER),
        (39, 30, None, 10, Rag.AMBER),
        (0, 31, None, None, Rag.RED),
        (39, 31, 20, 10, Rag.AMBER),
        (39, 31, 10, 10, Rag.AMBER),
        (39, 31, 9, 10, Rag.RED),
        (39, 31, 9, None, Rag.AMBER),
    ],
)
def test_red_amber_and_green_by_rule(
    delivered: int,
    today: int,
    evidence_on: int | None,
    last_check_on: int | None,
    expected: Rag,
) -> None:
    def day(number: int | None) -> date | None:
        return None if number is None else DAY + timedelta(days=number)

    found = commitments.rag_of(
        target=Decimal(40),
        delivered=Decimal(delivered),
        due_on=DAY + timedelta(days=30),
        today=DAY + timedelta(days=today),
        evidence_on=day(evidence_on),
        last_check_on=day(last_check_on),
    )
    assert found == expected


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000), st.booleans())
def test_each_local_pound_is_one_part(total: int, local: int, small: int, counts: bool) -> None:
    local, small = min(local, total), min(small, total)
    parts = spending.split_local(total, local, small, counts_small=counts)
    assert sum(parts.values()) == local
    assert min(parts.values()) >= 0
    assert parts[sources.Circumstance.SMALL_LOCAL] <= small
