"""Many people at once for a few places, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.scheduling import service
from brokerage.scheduling.models import Session
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_opportunity, make_session

PLACES = 25
CLIENTS = 100
AT_ONCE = 10


def make_committed_session(app: Flask, **fields: int) -> int:
    with app.app_context():
        db.begin_write()
        session = make_session(make_opportunity(make_organisation()), **fields)
        db.session.commit()
        return session.id


def taken_of(app: Flask, session_id: int) -> tuple[int, int]:
    with app.app_context():
        session = db.session.get_one(Session, session_id)
        return session.taken, session.places


def take(app: Flask, session_id: int) -> bool:
    with app.app_context():
        try:
            service.take_seat(session_id)
            db.session.commit()
        except DomainError:
            return False
        return True


def test_a_hundred_clients_get_exactly_the_places_there_are(committed_app: Flask) -> None:
    session_id = make_committed_session(committed_app, places=PLACES)
    start = Barrier(AT_ONCE)

    def ask_for_some(_: int) -> int:
        start.wait()
        return sum(take(committed_app, session_id) for _ in range(CLIENTS // AT_ONCE))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        granted = sum(pool.map(ask_for_some, range(AT_ONCE)))
    assert granted == PLACES
    assert taken_of(committed_app, session_id) == (PLACES, PLACES)


def test_fewer_places_and_one_more_person_do_not_both_succeed(committed_app: Flask) -> None:
    session_id = make_committed_session(committed_app, places=2, taken=1)
    together = Barrier(2)

    def make_smaller() -> bool:
        with committed_app.app_context():
            session = db.session.get_one(Session, session_id)
            together.wait()
            try:
                service.change_session(session, session.starts_at, session.ends_at, 1)
                db.session.commit()
            except DomainError:
                return False
            return True

    def take_the_last() -> bool:
        together.wait()
        return take(committed_app, session_id)

    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(make_smaller), pool.submit(take_the_last)]
    assert sorted(outcome.result() for outcome in outcomes) == [False, True]
    taken, places = taken_of(committed_app, session_id)
    assert taken <= places


@pytest.mark.parametrize("verb", ["cancel", "take"])
def test_two_who_call_a_date_off_do_it_once(committed_app: Flask, verb: str) -> None:
    session_id = make_committed_session(committed_app, places=1)
    together = Barrier(2)

    def cancel() -> bool:
        with committed_app.app_context():
            session = db.session.get_one(Session, session_id)
            together.wait()
            try:
                service.cancel_session(session)
                db.session.commit()
            except DomainError:
                return False
            return True

    def other() -> bool:
        if verb == "cancel":
            return cancel()
        together.wait()
        return take(committed_app, session_id)

    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(cancel), pool.submit(other)]
    done = [outcome.result() for outcome in outcomes]
    assert done.count(True) == 1 if verb == "cancel" else done[0]
