"""Whatever happens in whichever order: no seat is lost or sold twice, and hours add up."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, HoursAmount, HoursEntry, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.queries.hours import count_minutes, get_hours_entry
from brokerage.volunteering.rules.bookings import HOLDS_SEAT, BookingStatus
from brokerage.volunteering.rules.hours import HoursStatus, day_of
from brokerage.volunteering.service import attendance, bookings, conditions, hours
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.proof import IS_LONG

PEOPLE = 4
PLACES = 2
numbers = st.integers(0, 20)
minutes = st.integers(0, 1500)

pytestmark = pytest.mark.usefixtures("fresh_index")


class BookingLife(RuleBasedStateMachine):
    """Four people, a date and a role without dates with two places each."""

    def __init__(self) -> None:
        super().__init__()
        db.begin_write()
        self.savepoint = db.session.begin_nested()
        host = make_organisation(owner=make_user())
        self.host = Subject(user_id=make_user().id)
        needs = ["references", "training"]
        self.dated = make_opportunity(host, requirements=needs)
        self.session = make_session(self.dated, places=PLACES)
        self.flexible = make_flexible_opportunity(
            host, flexible_places=PLACES, requirements=needs[:1]
        )
        for _ in range(PEOPLE):
            user = make_user()
            make_booking(user, self.dated, self.session)
            make_booking(user, self.flexible)

    def teardown(self) -> None:
        self.savepoint.rollback()
        db.session.expire_all()

    def booking(self, number: int) -> Booking:
        ids = db.session.scalars(
            select(Booking.id)
            .where(Booking.opportunity_id.in_([self.dated.id, self.flexible.id]))
            .order_by(Booking.id)
        ).all()
        return get_booking(ids[number % len(ids)])

    def entry(self, number: int) -> HoursEntry | None:
        ids = db.session.scalars(select(HoursEntry.id).order_by(HoursEntry.id)).all()
        return get_hours_entry(ids[number % len(ids)]) if ids else None

    def attempt(self, work, *args, **kwargs) -> None:
        """Do it; a refusal has changed nothing that counts."""
        try:
            with db.session.begin_nested():
                work(*args, **kwargs)
        except DomainError:
            db.session.expire_all()

    @rule(number=numbers)
    def accept(self, number: int) -> None:
        self.attempt(bookings.accept_ask, self.host, self.booking(number), "")

    @rule(number=numbers)
    def ask_again(self, number: int) -> None:
        booking = self.booking(number)
        self.attempt(
            bookings.ask_for_place,
            Subject(user_id=booking.user_id),
            booking.opportunity,
            booking.session,
            "",
        )

    @rule(number=numbers)
    def decline(self, number: int) -> None:
        self.attempt(bookings.decline_ask, self.host, self.booking(number), "full", "")

    @rule(number=numbers, met=st.sets(st.sampled_from(["references", "training"])))
    def tick(self, number: int, met: set[str]) -> None:
        self.attempt(conditions.tick_conditions, self.host, self.booking(number), met)

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        booking = self.booking(number)
        self.attempt(bookings.withdraw_booking, Subject(user_id=booking.user_id), booking, "")

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        self.attempt(bookings.cancel_booking, self.host, self.booking(number), "Rain.")

    @rule(number=numbers, days=st.integers(-1, 4))
    def mind(self, number: int, days: int) -> None:
        booking = self.booking(number)
        if booking.status == BookingStatus.ACCEPTED:
            booking.meet_by = utcnow().date() + timedelta(days=days)
            db.session.flush()
        self.attempt(conditions.mind_conditions, SYSTEM, booking)

    @rule()
    def begin(self) -> None:
        """Let the date begin; asks for it are too late then, and so are withdrawals."""
        session = db.session.get_one(Occasion, self.session.id)
        session.starts_at = utcnow() - timedelta(hours=1)
        session.ends_at = utcnow() + timedelta(hours=2)
        db.session.flush()

    @rule(number=numbers, was_there=st.booleans(), approves=st.booleans())
    def attend(self, number: int, was_there: bool, approves: bool) -> None:
        self.attempt(
            attendance.confirm_attendance,
            self.host,
            self.booking(number),
            was_there,
            approves=approves,
        )

    @rule(number=numbers, minutes=minutes)
    def log(self, number: int, minutes: int) -> None:
        booking = self.booking(number)
        day = day_of(booking.starts_at or utcnow())
        actor = Subject(user_id=booking.user_id)
        self.attempt(hours.log_hours, actor, booking, done_on=day, minutes=minutes, note="")

    @rule(number=numbers, minutes=minutes)
    def approve(self, number: int, minutes: int) -> None:
        if entry := self.entry(number):
            self.attempt(hours.approve_hours, self.host, entry, minutes=minutes)

    @rule(number=numbers, minutes=minutes)
    def correct(self, number: int, minutes: int) -> None:
        if entry := self.entry(number):
            self.attempt(hours.correct_hours, self.host, entry, minutes, "Why not.")

    @rule(number=numbers)
    def decline_hours(self, number: int) -> None:
        if entry := self.entry(number):
            self.attempt(hours.decline_hours, self.host, entry, "No.")

    @rule(number=numbers)
    def undo(self, number: int) -> None:
        if entry := self.entry(number):
            self.attempt(hours.undo_decision, self.host, entry)

    @rule(number=numbers)
    def take_back(self, number: int) -> None:
        if entry := self.entry(number):
            self.attempt(hours.withdraw_hours, Subject(user_id=entry.user_id), entry)

    @invariant()
    def seats_are_those_of_the_bookings(self) -> None:
        held = {
            opportunity: db.session.scalar(
                select(func.count()).where(
                    Booking.opportunity_id == opportunity, Booking.status.in_(HOLDS_SEAT)
                )
            )
            for opportunity in (self.dated.id, self.flexible.id)
        }
        taken = db.session.scalar(select(Occasion.taken).where(Occasion.id == self.session.id))
        flexible = db.session.scalar(
            select(Opportunity.flexible_taken).where(Opportunity.id == self.flexible.id)
        )
        assert (held[self.dated.id], held[self.flexible.id]) == (taken, flexible)
        assert max(held.values()) <= PLACES

    @invariant()
    def nobody_is_sure_without_what_is_needed(self) -> None:
        today = utcnow().date()
        sure = select(Booking.id).where(
            Booking.status.in_([BookingStatus.CONFIRMED, BookingStatus.ATTENDED])
        )
        for booking_id in db.session.scalars(sure).all():
            assert not conditions.list_open_conditions(get_booking(booking_id), today)

    @invariant()
    def hours_add_up(self) -> None:
        for entry in db.session.scalars(select(HoursEntry)).all():
            counts = entry.minutes if entry.status == HoursStatus.APPROVED else 0
            assert count_minutes(entry.id) == counts
            if counts and entry.booking.session_id is not None:
                assert entry.booking.status == BookingStatus.ATTENDED
        doubled = (
            select(HoursEntry.source)
            .where(HoursEntry.status.in_([HoursStatus.WAITING, HoursStatus.APPROVED]))
            .group_by(HoursEntry.source)
            .having(func.count() > 1)
        )
        assert not db.session.scalars(doubled).all()
        assert (db.session.scalar(select(func.sum(HoursAmount.minutes))) or 0) >= 0


@pytest.mark.usefixtures("db_session")
def test_a_booking_lives_by_its_rules(app: Flask, engine_name: str) -> None:
    everyday = 12 if engine_name == "sqlite" else 3
    run_state_machine_as_test(
        BookingLife,
        settings=settings(
            max_examples=400 if IS_LONG else everyday,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
