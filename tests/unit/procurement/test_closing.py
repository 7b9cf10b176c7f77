"""How a brief may close, and what each supplier is then told."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.procurement.rules import closing
from brokerage.procurement.rules.answers import SAID_NO, result_for
from brokerage.procurement.rules.briefs import (
    BriefStatus,
    Outcome,
    check_looking,
)
from brokerage.procurement.rules.enquiries import Answer, Result, ResultReason

outcomes = st.sampled_from(list(Outcome))
some_ids = st.frozensets(st.integers(1, 6), max_size=6)
reasons = st.none() | st.sampled_from(["", "nonsense", *ResultReason])
answers = st.none() | st.sampled_from(list(Answer))


def supplier(number: int, answer: str | None) -> SimpleNamespace:
    """Return one supplier's side of a brief, as far as closing looks at it."""
    named = SimpleNamespace(name=f"Bakers {number}")
    return SimpleNamespace(organisation_id=number, organisation=named, answer=answer)


@given(st.dictionaries(st.integers(1, 9), answers))
def test_whoever_did_not_say_no_can_have_been_chosen(said: dict[int, str | None]) -> None:
    found = closing.list_choosable([supplier(*each) for each in said.items()])
    assert set(found) == {number for number, answer in said.items() if answer not in SAID_NO}
    assert all(name == f"Bakers {number}" for number, name in found.items())


@given(outcomes, some_ids, some_ids, reasons)
def test_what_is_let_through_tells_everyone_the_truth(
    outcome: str, chosen: frozenset[int], choosable: frozenset[int], reason: str | None
) -> None:
    try:
        closing.check_closing(outcome, chosen, choosable, reason)
    except DomainError as refused:
        assert refused.field in {"chosen", "reason"}
        return
    assert chosen <= choosable
    assert bool(chosen) == (outcome == Outcome.CHOSEN)
    told = closing.reason_for(outcome, reason)
    for number in choosable - chosen:
        result, why = result_for(supplier(number, Answer.INTERESTED), chosen, told) or (None, None)
        assert result == Result.NOT_CHOSEN
        assert why in ResultReason
        assert (why == ResultReason.TO_TENDER) == (outcome == Outcome.TO_TENDER)
        assert (why == ResultReason.NOT_NEEDED) == (outcome == Outcome.NOT_NEEDED)


@pytest.mark.parametrize(
    ("outcome", "chosen", "choosable", "reason", "field"),
    [
        (Outcome.CHOSEN, {3}, {1, 2}, "price", "chosen"),
        (Outcome.CHOSEN, set(), {1}, "price", "chosen"),
        (Outcome.NOT_NEEDED, {1}, {1}, None, "chosen"),
        (Outcome.CHOSEN, {1}, {1, 2}, None, "reason"),
        (Outcome.NONE_SUITABLE, set(), {1}, "to-tender", "reason"),
        (Outcome.NONE_SUITABLE, set(), {1}, "nonsense", "reason"),
    ],
)
def test_each_refusal_stands_at_its_field(outcome, chosen, choosable, reason, field) -> None:
    with pytest.raises(DomainError) as refused:
        closing.check_closing(outcome, chosen, choosable, reason)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("outcome", "chosen", "choosable", "reason"),
    [
        (Outcome.CHOSEN, {1}, {1}, None),
        (Outcome.CHOSEN, {1}, {1, 2}, "price"),
        (Outcome.NONE_SUITABLE, set(), set(), None),
        (Outcome.NONE_SUITABLE, set(), {1}, "evidence"),
        (Outcome.NOT_NEEDED, set(), {1}, None),
        (Outcome.TO_TENDER, set(), {1}, "price"),
    ],
)
def test_what_can_be_said_is_taken(outcome, chosen, choosable, reason) -> None:
    closing.check_closing(outcome, chosen, choosable, reason)


@given(answers, st.booleans(), st.sampled_from(list(ResultReason)))
def test_nobody_who_answered_hears_that_no_answer_came(
    answer: str | None, is_chosen: bool, default: str
) -> None:
    told = result_for(supplier(1, answer), {1} if is_chosen else set(), default)
    if is_chosen:
        assert told == (Result.CHOSEN, None)
    elif answer in SAID_NO:
        assert told is None
    elif answer is None and default not in {ResultReason.TO_TENDER, ResultReason.NOT_NEEDED}:
        assert told == (Result.NOT_CHOSEN, ResultReason.NO_ANSWER)
    else:
        assert told == (Result.NOT_CHOSEN, default)


def test_only_what_looks_can_be_closed() -> None:
    check_looking(BriefStatus.LOOKING)
    for status in (BriefStatus.DRAFT, BriefStatus.CLOSED):
        with pytest.raises(DomainError):
            check_looking(status)
