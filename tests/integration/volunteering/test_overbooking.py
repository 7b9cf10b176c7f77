"""Twenty-five places, a hundred who ask: on real transactions, with withdrawals in between."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules.bookings import HAS_PLACE, BookingStatus
from brokerage.volunteering.service import bookings as service
from brokerage.volunteering.service.conditions import mind_conditions, tick_conditions
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.proof import IS_LONG

ASKS = 100
THREADS = 16
HOST = Subject(user_id=None, name="the host")
Work = Callable[[], object]


@dataclass(frozen=True)
class Full:
    """A role with few places and many asks for them; the ids only, for threads."""

    opportunity_id: int
    session_id: int | None
    booking_ids: list[int]


def make_full(
    app: Flask, *, is_flexible: bool, asks: int = ASKS, places: int, needs: Sequence[str] = ()
) -> Full:
    with app.app_context():
        host = make_organisation(owner=make_user())
        if is_flexible:
            role = make_flexible_opportunity(host, flexible_places=places, requirements=list(needs))
            session = None
        else:
            role = make_opportunity(host, requirements=list(needs))
            session = make_session(role, places=places)
        bookings = [make_booking(make_user(), role, session) for _ in range(asks)]
        made = Full(role.id, session.id if session else None, [each.id for each in bookings])
        db.session.commit()
    return made


def attempt(app: Flask, work: Work) -> str:
    """Do the work in a context and a transaction of its own; return what refused it, or ""."""
    with app.app_context():
        try:
            work()
            db.session.commit()
        except DomainError as refusal:
            # As a view does that flashes the sentence and redirects: what was done is kept.
            db.session.commit()
            return refusal.sentence
    return ""


def run_all(app: Flask, works: list[Work]) -> list[str]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda work: attempt(app, work), works))


def accept(booking_id: int) -> None:
    service.accept_ask(HOST, get_booking(booking_id), "")


def withdraw(booking_id: int) -> None:
    booking = get_booking(booking_id)
    service.withdraw_booking(Subject(user_id=booking.user_id), booking, "")


def count_taken(app: Flask, full: Full) -> tuple[int, int]:
    """Return the seats counted as taken and the bookings that hold one."""
    with app.app_context():
        if full.session_id is None:
            taken = db.session.get_one(Opportunity, full.opportunity_id).flexible_taken
        else:
            taken = db.session.get_one(Session, full.session_id).taken
        held = select(func.count()).where(
            Booking.opportunity_id == full.opportunity_id,
            Booking.status.in_(HAS_PLACE),
        )
        return taken, db.session.scalar(held) or 0


def fill(app: Flask, *, is_flexible: bool, seed: int, asks: int = ASKS) -> None:
    """Accept all at once while some withdraw, then fill up; the count holds at each stage."""
    order = random.Random(seed)  # noqa: S311 - an order, not a secret
    places, leavers = asks // 4, asks // 5
    full = make_full(app, is_flexible=is_flexible, asks=asks, places=places)
    leaving = order.sample(full.booking_ids, leavers)
    works = [lambda id_=each: accept(id_) for each in full.booking_ids]
    # Twice each: a double click gives the seat back once.
    works += [lambda id_=each: withdraw(id_) for each in leaving * 2]
    order.shuffle(works)
    run_all(app, works)
    taken, held = count_taken(app, full)
    assert taken == held <= places
    waiting = list_asked(app, full)
    refused = run_all(app, [lambda id_=each: accept(id_) for each in waiting])
    assert count_taken(app, full) == (places, places)
    assert refused.count("") == places - held
    assert sum("took the last" in sentence for sentence in refused) == len(list_asked(app, full))
    assert len(list_asked(app, full)) == asks - places - leavers


def list_asked(app: Flask, full: Full) -> list[int]:
    """Return the asks that are still open."""
    asked = select(Booking.id).where(
        Booking.opportunity_id == full.opportunity_id, Booking.status == BookingStatus.ASKED
    )
    with app.app_context():
        return list(db.session.scalars(asked.order_by(Booking.id)))


@pytest.mark.parametrize(
    ("is_flexible", "asks"), [(False, ASKS), (True, ASKS // 2)], ids=["dated", "flexible"]
)
def test_a_full_role_is_never_oversold(committed_app: Flask, is_flexible: bool, asks: int) -> None:
    fill(committed_app, is_flexible=is_flexible, seed=7, asks=asks)


@pytest.mark.long
@pytest.mark.parametrize("is_flexible", [False, True], ids=["dated", "flexible"])
def test_nor_in_twenty_rounds(committed_app: Flask, is_flexible: bool) -> None:
    for seed in range(20):
        fill(committed_app, is_flexible=is_flexible, seed=seed)


def test_two_colleagues_answer_one_ask_once(committed_app: Flask) -> None:
    for _ in range(20 if IS_LONG else 4):
        full = make_full(committed_app, is_flexible=False, asks=1, places=5)
        (booking_id,) = full.booking_ids
        start = threading.Barrier(2)

        def together(work: Work, start: threading.Barrier = start) -> None:
            start.wait(30)
            work()

        refused = run_all(
            committed_app,
            [
                lambda id_=booking_id: together(lambda: accept(id_)),
                lambda id_=booking_id: together(
                    lambda: service.decline_ask(HOST, get_booking(id_), "full", "")
                ),
            ],
        )
        assert sorted(bool(sentence) for sentence in refused) == [False, True]
        taken, held = count_taken(committed_app, full)
        assert taken == held


def test_a_date_is_called_off_while_it_is_answered(committed_app: Flask) -> None:
    """Host, colleague and volunteers at once: no seat is left behind, nobody waits in a ring."""
    for seed in range(10 if IS_LONG else 2):
        full = make_full(committed_app, is_flexible=False, asks=12, places=6)

        def call_off(full: Full = full) -> None:
            role = db.session.get_one(Opportunity, full.opportunity_id)
            session = db.session.get_one(Session, full.session_id)
            service.cancel_bookings(HOST, role, session, "The field is flooded.")

        works: list[Work] = [lambda id_=each: accept(id_) for each in full.booking_ids]
        works += [lambda id_=each: withdraw(id_) for each in full.booking_ids[:6]]
        random.Random(seed).shuffle(works)  # noqa: S311 - an order, not a secret
        works.insert(len(works) // 2, call_off)
        run_all(committed_app, works)
        taken, held = count_taken(committed_app, full)
        assert taken == held


def test_held_seats_lapse_are_ticked_off_and_withdrawn_at_once(committed_app: Flask) -> None:
    """Every held seat is given back once or kept once, whoever is first."""
    for seed in range(10 if IS_LONG else 2):
        full = make_full(
            committed_app, is_flexible=bool(seed % 2), asks=24, places=12, needs=["references"]
        )
        run_all(committed_app, [lambda id_=each: accept(id_) for each in full.booking_ids])
        assert count_taken(committed_app, full) == (12, 12)
        with committed_app.app_context():
            get_matcher("opportunity")  # as a server has it from its start
        held = make_overdue(committed_app, full)
        works: list[Work] = []
        for number, booking_id in enumerate(held):
            works.append(lambda id_=booking_id: mind_conditions(SYSTEM, get_booking(id_)))
            rival = (withdraw, tick_off)[number % 2]
            works.append(lambda id_=booking_id, rival=rival: rival(id_))
        random.Random(seed).shuffle(works)  # noqa: S311 - an order, not a secret
        run_all(committed_app, works)
        taken, kept = count_taken(committed_app, full)
        assert taken == kept <= 6
        waiting = list_asked(committed_app, full)
        run_all(committed_app, [lambda id_=each: accept(id_) for each in waiting])
        assert count_taken(committed_app, full) == (12, 12)


def make_overdue(app: Flask, full: Full) -> list[int]:
    """Let the day of every held seat be over; return their bookings."""
    with app.app_context():
        db.begin_write()
        held = db.session.scalars(
            select(Booking)
            .where(
                Booking.opportunity_id == full.opportunity_id,
                Booking.status == BookingStatus.ACCEPTED,
            )
            .order_by(Booking.id)
        ).all()
        for booking in held:
            booking.meet_by = utcnow().date() - timedelta(days=1)
        ids = [booking.id for booking in held]
        db.session.commit()
    return ids


def tick_off(booking_id: int) -> None:
    with_user = Subject(user_id=get_booking(booking_id).user_id)
    tick_conditions(with_user, get_booking(booking_id), ["references"])
