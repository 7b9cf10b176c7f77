"""Two at once, with real commits: answers of one supplier, and enquiries of one brief."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import select

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.mail import OutboxMessage
from brokerage.organisations.queries.member import get_organisation
from brokerage.permissions import Subject
from brokerage.procurement.models import Approach, Enquiry
from brokerage.procurement.queries.answers import get_approach
from brokerage.procurement.queries.briefs import get_brief
from brokerage.procurement.rules.answers import GivenAnswer
from brokerage.procurement.rules.enquiries import Audience
from brokerage.procurement.service.answers import answer_approach
from brokerage.procurement.service.enquiries import EnquiryDraft, send_enquiry
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_shortlist_entry,
)


def run_twice(app: Flask, work: Callable[[int], object]) -> list[str]:
    """Do the work in two threads at once; return what was refused."""
    together, refused = Barrier(2), []

    def run(number: int) -> None:
        with app.app_context():
            together.wait()
            try:
                work(number)
                db.session.commit()
            except DomainError as refusal:
                db.session.rollback()
                refused.append(refusal.sentence)

    threads = [Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def make_world() -> tuple[int, int, int]:
    """Return the ids of a buyer, a brief and a supplier on its shortlist."""
    buyer, seller = make_user(), make_user(email="seller@example.org")
    authority = make_organisation(owner=buyer, kind="authority", wants=[])
    brief = make_brief(authority, buyer)
    supplier = make_organisation(owner=seller)
    make_shortlist_entry(brief, supplier, buyer)
    return buyer.id, brief.id, supplier.id


def test_two_answers_at_once_leave_one_whole(committed_app: Flask) -> None:
    with committed_app.app_context():
        db.begin_write()
        _, brief_id, supplier_id = make_world()
        brief, buyer = get_brief(brief_id), make_user()
        enquiry = make_enquiry(brief, buyer)
        approach = make_approach(brief, get_organisation(supplier_id), enquiry)
        approach_id, actor = approach.id, Subject(user_id=buyer.id)
        db.session.commit()
    given = [
        GivenAnswer(answer="interested", reason=None, message="Yes."),
        GivenAnswer(answer="not-now", reason="busy", message="No."),
    ]
    run_twice(committed_app, lambda n: answer_approach(actor, get_approach(approach_id), given[n]))
    with committed_app.app_context():
        kept = get_approach(approach_id)
        whole = {(each.answer, each.reason, each.message) for each in given}
        assert (kept.answer, kept.answer_reason, kept.message) in whole


def test_two_enquiries_at_once_reach_a_supplier_once(committed_app: Flask) -> None:
    with committed_app.app_context():
        db.begin_write()
        buyer_id, brief_id, _ = make_world()
        db.session.commit()
    day = utcnow().date()
    draft = EnquiryDraft(
        title="Lunches",
        text="Could you bring forty lunches a month?",
        answer_by=day + timedelta(days=14),
        decide_by=day + timedelta(days=28),
        audience=Audience.SHORTLIST,
    )
    refused = run_twice(
        committed_app,
        lambda n: send_enquiry(Subject(user_id=buyer_id), get_brief(brief_id), draft),
    )
    assert len(refused) == 1
    with committed_app.app_context():
        assert len(db.session.scalars(select(Enquiry)).all()) == 1
        assert len(db.session.scalars(select(Approach)).all()) == 1
        to_seller = select(OutboxMessage).where(OutboxMessage.recipient == "seller@example.org")
        assert len(db.session.scalars(to_seller).all()) == 1
