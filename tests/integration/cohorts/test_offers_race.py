"""Two colleagues send the offers at the same moment, with real commits."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from brokerage.audit import AuditEvent
from brokerage.cohorts.models import Placement
from brokerage.cohorts.queries.runs import get_run
from brokerage.cohorts.service import offers
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking, Opportunity
from tests.factories.accounts import make_user
from tests.factories.cohorts import (
    TUESDAY,
    make_cohort,
    make_cohort_member,
    make_place,
    make_placement,
    make_run,
)
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_flexible_opportunity, make_volunteer

HOST = Subject(user_id=None, name="the host")
PEOPLE, SEATS = 6, 4


def make_proposals(app: Flask) -> int:
    """Propose a role to more people than it has seats; return the run's id."""
    with app.app_context():
        db.begin_write()
        owner = make_user()
        cohort = make_cohort(make_organisation(owner=owner, name="Marston Readers"), owner)
        role = make_flexible_opportunity(
            cohort.organisation, day_parts=[TUESDAY], flexible_places=SEATS
        )
        place, run = make_place(cohort, role, capacity=PEOPLE), make_run(cohort, owner)
        for _ in range(PEOPLE):
            person = make_user()
            make_volunteer(person, day_parts=[TUESDAY])
            make_placement(run, make_cohort_member(cohort, person), place)
        db.session.commit()
        return run.id


def at_once(app: Flask, *works: Callable[[], object]) -> list[object]:
    """Run each in a transaction of its own, all together; return what each gave."""
    together, given = Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            together.wait()
            try:
                answer = work()
                db.session.commit()
                given.append(answer)
            except DomainError as refusal:
                given.append(refusal)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def statuses(app: Flask) -> Counter[str]:
    with app.app_context():
        return Counter(db.session.scalars(select(Placement.status)))


def taken(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(Opportunity.flexible_taken)).one()


def count_events(app: Flask, action: str) -> int:
    with app.app_context():
        query = select(func.count()).where(AuditEvent.action == action)
        return db.session.scalar(query) or 0


def test_each_offer_is_sent_once_and_no_seat_is_held_twice(committed_app: Flask) -> None:
    run_id = make_proposals(committed_app)

    def send() -> offers.Sent:
        return offers.send_offers(HOST, get_run(run_id))

    sent = at_once(committed_app, send, send)
    assert sorted(each.count for each in sent) == [0, SEATS]
    assert statuses(committed_app) == {"offered": SEATS, "proposed": PEOPLE - SEATS}
    assert taken(committed_app) == SEATS
    assert count_events(committed_app, "cohorts:offer:send") == SEATS


def test_a_yes_and_taking_it_back_at_once_are_one_of_the_two(committed_app: Flask) -> None:
    run_id = make_proposals(committed_app)
    at_once(committed_app, lambda: offers.send_offers(HOST, get_run(run_id)))
    with committed_app.app_context():
        first = select(Placement.id).where(Placement.status == "offered").order_by(Placement.id)
        placement_id = db.session.scalars(first).first()

    def accept() -> None:
        placement = db.session.get_one(Placement, placement_id)
        offers.accept_offer(placement.member.user.as_subject(), placement)

    def take_back() -> None:
        offers.take_back_offer(HOST, db.session.get_one(Placement, placement_id))

    answers = at_once(committed_app, accept, take_back)
    assert sum(isinstance(each, DomainError) for each in answers) == 1
    is_booked = statuses(committed_app)["accepted"] == 1
    with committed_app.app_context():
        assert db.session.scalar(select(func.count(Booking.id))) == int(is_booked)
    assert taken(committed_app) == (SEATS if is_booked else SEATS - 1)


def test_two_workers_remind_each_person_once(committed_app: Flask) -> None:
    run_id = make_proposals(committed_app)
    at_once(committed_app, lambda: offers.send_offers(HOST, get_run(run_id)))
    with committed_app.app_context():
        answer_by = db.session.scalars(
            select(Placement.answer_by).where(Placement.answer_by.is_not(None))
        ).first()
    assert answer_by > utcnow().date()
    reminded = at_once(committed_app, *[lambda: offers.remind_of_offers(answer_by)] * 2)
    assert sum(reminded) == SEATS
    assert count_events(committed_app, "cohorts:offer:remind") == SEATS
