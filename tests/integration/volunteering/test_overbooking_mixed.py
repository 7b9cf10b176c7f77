"""A hundred clients for 25 places with cancels, teams and a waiting list mixed in, for real."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session, TeamBooking, WaitingEntry
from brokerage.scheduling.queries.teams import get_team
from brokerage.scheduling.queries.waiting import get_entry
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules.bookings import HAS_PLACE
from brokerage.volunteering.service import bookings, teams, waiting
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.scheduling import make_team
from tests.factories.volunteering import (
    make_booking,
    make_employment,
    make_opportunity,
    make_session,
)

CLIENTS = 100
PLACES = 25
THREADS = 16
TEAM_SEATS = (4, 3)
HOST = Subject(user_id=None, name="the host")
Work = Callable[[], object]


@dataclass(frozen=True)
class Full:
    """One date and everyone who wants a place; ids only, for threads."""

    opportunity_id: int
    session_id: int
    booking_ids: list[int]
    waiter_ids: list[int]
    team_ids: list[int]
    staff_ids: list[int]


def make_full(app: Flask) -> Full:
    with app.app_context():
        role = make_opportunity(make_organisation(owner=make_user()))
        session = make_session(role, places=PLACES)
        employers = [make_organisation(owner=make_user()) for _ in TEAM_SEATS]
        made = [
            make_team(employer, role, session, seats=seats, status="asked")
            for employer, seats in zip(employers, TEAM_SEATS, strict=True)
        ]
        staff = [make_user() for _ in range(4)]
        for person in staff:
            make_employment(person, employers[0], proved_at=utcnow())
        asks = [make_booking(make_user(), role, session) for _ in range(60)]
        full = Full(
            opportunity_id=role.id,
            session_id=session.id,
            booking_ids=[each.id for each in asks],
            waiter_ids=[make_user().id for _ in range(CLIENTS - 60 - 4)],
            team_ids=[each.id for each in made],
            staff_ids=[each.id for each in staff],
        )
        db.session.commit()
    return full


def attempt(app: Flask, work: Work) -> str:
    """Do the work in a transaction of its own, kept as a view keeps it; "" or what refused it."""
    with app.app_context():
        try:
            work()
        except DomainError as refusal:
            db.session.commit()
            return refusal.sentence
        db.session.commit()
    return ""


def run_all(app: Flask, works: list[Work]) -> list[str]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda work: attempt(app, work), works))


def accept(booking_id: int) -> None:
    bookings.accept_ask(HOST, get_booking(booking_id), "")


def withdraw(booking_id: int) -> None:
    booking = get_booking(booking_id)
    bookings.withdraw_booking(Subject(user_id=booking.user_id), booking, "")


def join(full: Full, user_id: int) -> None:
    role = db.session.get_one(Opportunity, full.opportunity_id)
    session = db.session.get_one(Session, full.session_id)
    waiting.join_waiting_list(Subject(user_id=user_id), role, session, "")


def take(entry_id: int) -> None:
    entry = get_entry(entry_id)
    waiting.take_offer(Subject(user_id=entry.user_id), entry)


def leave(entry_id: int) -> None:
    entry = get_entry(entry_id)
    waiting.leave_waiting_list(Subject(user_id=entry.user_id), entry)


def accept_team(team_id: int) -> None:
    teams.accept_team(HOST, get_team(team_id), "")


def withdraw_team(team_id: int) -> None:
    teams.withdraw_team(Subject(user_id=None), get_team(team_id), "")


def name(team_id: int, user_id: int) -> None:
    teams.name_person(Subject(user_id=None), get_team(team_id), user_id)


def settle(team_id: int) -> None:
    with db.new_session() as own:
        own.execute(
            TeamBooking.__table__.update()
            .where(TeamBooking.id == team_id)
            .values(name_by=utcnow().date() - timedelta(days=1))
        )
        own.commit()
    teams.settle_team(team_id)


def check_seats(app: Flask, full: Full) -> tuple[int, int, int, int]:
    """Compare the count with everything that holds a seat; return its parts."""
    with app.app_context():
        session = db.session.get_one(Session, full.session_id)
        held = select(func.count()).where(
            Booking.session_id == full.session_id, Booking.status.in_(HAS_PLACE)
        )
        offered = select(func.count()).where(
            WaitingEntry.session_id == full.session_id, WaitingEntry.status == "offered"
        )
        unnamed = select(func.coalesce(func.sum(TeamBooking.seats - TeamBooking.named), 0)).where(
            TeamBooking.session_id == full.session_id, TeamBooking.status == "accepted"
        )
        parts = [db.session.scalar(query) or 0 for query in (held, offered, unnamed)]
        assert session.taken == sum(parts) <= session.places == PLACES
        return session.taken, *parts


def check_order(app: Flask, full: Full) -> None:
    """Nobody who still waits came before someone who was offered a place."""
    with app.app_context():
        rows = db.session.execute(
            select(WaitingEntry.id, WaitingEntry.offered_at, WaitingEntry.status)
            .where(WaitingEntry.session_id == full.session_id)
            .order_by(WaitingEntry.id)
        ).all()
    waits = [row.id for row in rows if row.status == "waiting"]
    offered = [row.id for row in rows if row.offered_at is not None]
    assert not waits or not offered or max(offered) < min(waits)
    open_now = select(WaitingEntry.user_id).where(
        WaitingEntry.session_id == full.session_id,
        WaitingEntry.status.in_(["waiting", "offered"]),
    )
    with app.app_context():
        users = list(db.session.scalars(open_now))
    assert len(users) == len(set(users))


def list_entries(app: Flask, full: Full, status: str) -> list[int]:
    query = select(WaitingEntry.id).where(
        WaitingEntry.session_id == full.session_id, WaitingEntry.status == status
    )
    with app.app_context():
        return list(db.session.scalars(query.order_by(WaitingEntry.id)))


def play(app: Flask, seed: int) -> None:
    """Fill, mix, drain: at every rest the seats are right and no place is lost."""
    order, full = random.Random(seed), make_full(app)  # noqa: S311 - an order, not a secret
    works: list[Work] = [lambda id_=each: accept_team(id_) for each in full.team_ids]
    works += [lambda id_=each: accept(id_) for each in full.booking_ids]
    run_all(app, works)
    assert check_seats(app, full)[0] == PLACES
    works = [lambda id_=each: join(full, id_) for each in full.waiter_ids * 2]
    leavers = order.sample(full.booking_ids, 20)
    works += [lambda id_=each: withdraw(id_) for each in leavers * 2]
    works += [lambda id_=each: name(full.team_ids[0], id_) for each in full.staff_ids * 2]
    works += [lambda: withdraw_team(full.team_ids[1])]
    order.shuffle(works)
    run_all(app, works)
    check_seats(app, full)
    check_order(app, full)
    for _ in range(3):
        offered, waits = list_entries(app, full, "offered"), list_entries(app, full, "waiting")
        works = [lambda id_=each: take(id_) for each in offered]
        works += [lambda id_=each: leave(id_) for each in [*offered[::2], *waits[::5]]]
        works += [lambda id_=each: withdraw(id_) for each in order.sample(full.booking_ids, 5)]
        order.shuffle(works)
        run_all(app, works)
        check_seats(app, full)
        check_order(app, full)
    run_all(app, [lambda: settle(full.team_ids[0])])
    taken = check_seats(app, full)[0]
    assert taken == PLACES or not list_entries(app, full, "waiting")


def test_a_hundred_clients_of_every_kind_for_25_places(committed_app: Flask) -> None:
    play(committed_app, seed=11)


@pytest.mark.long
def test_nor_in_twenty_rounds_of_every_kind(committed_app: Flask) -> None:
    for seed in range(20):
        play(committed_app, seed)
