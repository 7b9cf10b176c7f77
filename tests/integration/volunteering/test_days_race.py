"""Two hosts say yes at the same moment: the days of all hosts are counted one after the other."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules.bookings import HAS_PLACE
from brokerage.volunteering.service import bookings
from tests.factories.accounts import make_user
from tests.factories.checks import load_rules, make_facts
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_booking, make_opportunity, make_session

HOST = Subject(user_id=None, name="the host")
MOST_DAYS = 3
ASKS = 12


def test_no_day_too_many_is_promised_by_hosts_who_answer_at_once(committed_app: Flask) -> None:
    ids, user_id = make_asks(committed_app)
    with ThreadPoolExecutor(ASKS) as pool:
        refused = list(pool.map(lambda booking_id: accept(committed_app, booking_id), ids))
    assert refused.count("") == MOST_DAYS
    assert all("they need first" in each for each in refused if each)
    with committed_app.app_context():
        held = select(func.count()).where(Booking.user_id == user_id, Booking.status.in_(HAS_PLACE))
        assert db.session.scalar(held) == MOST_DAYS


def make_asks(app: Flask) -> tuple[list[int], int]:
    """Ask for single days with children at as many hosts, all within thirty days."""
    with app.app_context():
        load_rules()
        person = make_user()
        made = []
        for day in range(ASKS):
            host = make_organisation(owner=make_user())
            role = make_opportunity(host, role_facts=make_facts().as_values())
            made.append(make_booking(person, role, make_session(role, days_ahead=5 + day)))
        ids, user_id = [each.id for each in made], person.id
        db.session.commit()
    return ids, user_id


def accept(app: Flask, booking_id: int) -> str:
    """Say yes in a transaction of its own; return what refused it, or ""."""
    with app.app_context():
        try:
            bookings.accept_ask(HOST, get_booking(booking_id), "")
            db.session.commit()
        except DomainError as refusal:
            db.session.rollback()
            return refusal.sentence
    return ""
