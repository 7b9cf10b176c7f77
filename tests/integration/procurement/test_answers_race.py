"""Suppliers and buyers at once, with real commits: one approach a pair, and nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from brokerage.extensions import db, utcnow
from brokerage.mail import OutboxMessage
from brokerage.organisations.queries.member import get_organisation
from brokerage.permissions import Subject
from brokerage.procurement.models import Approach, Enquiry
from brokerage.procurement.queries.answers import get_approach
from brokerage.procurement.queries.briefs import get_brief
from brokerage.procurement.rules.answers import CLOSED, TOLD_ALREADY, GivenAnswer
from brokerage.procurement.rules.briefs import Outcome, Visibility
from brokerage.procurement.rules.enquiries import Audience, ResultReason
from brokerage.procurement.service.answers import (
    ANSWERED_ALREADY,
    QUICKER,
    answer_approach,
    answer_open_brief,
    decline_supplier,
)
from brokerage.procurement.service.briefs import close_brief
from brokerage.procurement.service.enquiries import EnquiryDraft, send_enquiry
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_shortlist_entry,
)

ROUNDS = 6
YES = GivenAnswer(answer="interested", reason=None, message="Yes.")
NO = GivenAnswer(answer="not-now", reason="busy", message="No.")

AtOnce = Callable[..., list[str]]


@dataclass(frozen=True)
class Cast:
    """A buyer, its brief, and a supplier on the shortlist with somebody who reads its mail."""

    buyer: Subject
    brief_id: int
    supplier_id: int
    seller: Subject
    address: str


@pytest.fixture
def cast(committed_app: Flask) -> Callable[..., Cast]:
    """Return a function that commits a cast of its own each time."""

    def make(**fields: Any) -> Cast:
        with committed_app.app_context():
            db.begin_write()
            buyer, seller = make_user(), make_user()
            brief = make_brief(
                make_organisation(owner=buyer, kind="authority", wants=[]), buyer, **fields
            )
            supplier = make_organisation(owner=seller)
            make_shortlist_entry(brief, supplier, buyer)
            made = Cast(
                Subject(user_id=buyer.id),
                brief.id,
                supplier.id,
                Subject(user_id=seller.id),
                seller.email,
            )
            db.session.commit()
            return made

    return make


def ask(app: Flask, cast: Cast) -> int:
    """Send the supplier an enquiry and return the id of its side of the brief."""
    with app.app_context():
        db.begin_write()
        brief, supplier = get_brief(cast.brief_id), get_organisation(cast.supplier_id)
        enquiry = make_enquiry(brief, make_user())
        approach_id = make_approach(brief, supplier, enquiry).id
        db.session.commit()
        return approach_id


def answers(cast: Cast, approach_id: int, given: GivenAnswer) -> Callable[[], Any]:
    """Return a colleague of the supplier who has the page open and then answers."""

    def read() -> Callable[[], object]:
        approach = get_approach(approach_id)
        seen_at = approach.answered_at
        return lambda: answer_approach(cast.seller, approach, given, seen_at)

    return read


def answers_openly(cast: Cast, given: GivenAnswer) -> Callable[[], Any]:
    """Return a colleague of the supplier who answers the open brief."""

    def read() -> Callable[[], object]:
        brief, supplier = get_brief(cast.brief_id), get_organisation(cast.supplier_id)
        return lambda: answer_open_brief(cast.seller, brief, supplier, given)

    return read


def asks(cast: Cast) -> Callable[[], Any]:
    """Return a buyer who asks the shortlist."""
    day = utcnow().date()
    draft = EnquiryDraft(
        title="Lunches",
        text="Could you bring forty lunches a month?",
        answer_by=day + timedelta(days=14),
        decide_by=day + timedelta(days=28),
        audience=Audience.SHORTLIST,
    )

    def read() -> Callable[[], object]:
        brief = get_brief(cast.brief_id)
        return lambda: send_enquiry(cast.buyer, brief, draft)

    return read


def closes(cast: Cast) -> Callable[[], Any]:
    """Return a buyer who found nobody with the capacity."""

    def read() -> Callable[[], object]:
        brief, reason = get_brief(cast.brief_id), ResultReason.CAPACITY
        return lambda: close_brief(
            cast.buyer, brief, Outcome.NONE_SUITABLE, (), reason_by_default=reason
        )

    return read


def declines(cast: Cast, approach_id: int) -> Callable[[], Any]:
    """Return a buyer who says no to this supplier."""

    def read() -> Callable[[], object]:
        approach = get_approach(approach_id)
        return lambda: decline_supplier(cast.buyer, approach, ResultReason.PRICE)

    return read


def the_approach(cast: Cast) -> Approach:
    """Return the one approach that the pair must have."""
    return db.session.scalars(
        select(Approach).where(
            Approach.brief_id == cast.brief_id, Approach.organisation_id == cast.supplier_id
        )
    ).one()


def count_mails(address: str) -> int:
    mails = select(func.count(OutboxMessage.id)).where(OutboxMessage.recipient == address)
    return db.session.scalar(mails) or 0


def test_of_two_answers_at_once_one_is_kept_whole_and_the_other_hears_why(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        pair = cast()
        approach_id = ask(committed_app, pair)
        said = at_once(answers(pair, approach_id, YES), answers(pair, approach_id, NO))
        assert sorted(said) == ["", QUICKER]
        first = (YES, NO)[said.index("")]
        with committed_app.app_context():
            kept = the_approach(pair)
            assert (kept.answer, kept.answer_reason, kept.message) == (
                first.answer,
                first.reason,
                first.message,
            )
            assert count_mails(pair.address) == 1


def test_of_two_answers_to_an_open_brief_at_once_one_is_kept(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        pair = cast(visibility=Visibility.OPEN)
        said = at_once(answers_openly(pair, YES), answers_openly(pair, NO))
        assert sorted(said) == ["", ANSWERED_ALREADY]
        with committed_app.app_context():
            assert the_approach(pair).answer == (YES, NO)[said.index("")].answer


def test_who_answers_while_the_brief_closes_is_heard_or_hears_that_it_is_closed(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        pair = cast()
        approach_id = ask(committed_app, pair)
        closed, answered = at_once(closes(pair), answers(pair, approach_id, YES))
        assert closed == ""
        assert answered in ("", CLOSED)
        with committed_app.app_context():
            kept = the_approach(pair)
            # Nobody whose answer was taken hears that none came.
            assert (kept.answer, kept.result_reason) == (
                (None, ResultReason.NO_ANSWER) if answered else (YES.answer, ResultReason.CAPACITY)
            )
            assert count_mails(pair.address) == (1 if answered else 2)


def test_who_says_no_while_the_brief_closes_is_left_in_peace(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        pair = cast()
        approach_id = ask(committed_app, pair)
        _, answered = at_once(closes(pair), answers(pair, approach_id, NO))
        with committed_app.app_context():
            kept = the_approach(pair)
            assert (kept.answer is None) == (kept.result is not None) == bool(answered)


def test_who_answers_while_it_is_declined_is_heard_or_told(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        pair = cast()
        approach_id = ask(committed_app, pair)
        declined, answered = at_once(declines(pair, approach_id), answers(pair, approach_id, YES))
        assert declined == ""
        assert answered in ("", CLOSED)
        with committed_app.app_context():
            kept = the_approach(pair)
            assert kept.result_reason == ResultReason.PRICE
            assert kept.answer == (None if answered else YES.answer)


def test_who_is_declined_twice_at_once_is_told_once(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    pair = cast()
    approach_id = ask(committed_app, pair)
    said = at_once(declines(pair, approach_id), declines(pair, approach_id))
    assert sorted(said) == ["", TOLD_ALREADY]
    with committed_app.app_context():
        assert count_mails(pair.address) == 1


def test_two_enquiries_at_once_reach_a_supplier_once(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        pair = cast()
        said = at_once(asks(pair), asks(pair))
        assert "" in said
        assert any("nobody new" in each for each in said)
        with committed_app.app_context():
            sent = select(func.count(Enquiry.id)).where(Enquiry.brief_id == pair.brief_id)
            assert db.session.scalar(sent) == 1
            assert the_approach(pair).enquiry_id is not None
            assert count_mails(pair.address) == 1


def test_who_answers_an_open_brief_while_it_is_asked_is_one_and_loses_nothing(
    committed_app: Flask, cast: Callable[..., Cast], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        pair = cast(visibility=Visibility.OPEN)
        asked, answered = at_once(asks(pair), answers_openly(pair, YES))
        assert asked == ""
        assert answered in ("", ANSWERED_ALREADY)
        with committed_app.app_context():
            kept = the_approach(pair)
            assert kept.enquiry_id is not None
            assert kept.answer == (None if answered else YES.answer)
