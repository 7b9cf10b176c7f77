"""Any order of asks, waiting, teams, leave and changes: no seat or minute is lost or sold twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, update

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.leave.models import LeaveAccount, LeaveRequest
from brokerage.leave.queries import find_request
from brokerage.leave.rules.wallet import OPEN_REQUESTS
from brokerage.leave.service.requests import approve_request, decline_request
from brokerage.organisations.queries.member import get_organisation
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session, TeamBooking, WaitingEntry
from brokerage.scheduling.queries.teams import get_team, list_names
from brokerage.scheduling.queries.waiting import get_entry
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules.bookings import HAS_PLACE
from brokerage.volunteering.service import bookings, conditions, sessions, teams, waiting, work_time
from tests.factories.accounts import make_user
from tests.factories.leave import A_DAY, make_policy
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_employment, make_opportunity, make_session
from tests.support.databases import ONE_ENGINE_A_DAY
from tests.support.proof import IS_LONG

MANAGER = Subject(user_id=None, name="the manager")
PEOPLE = 6
WHO = st.integers(0, PEOPLE - 1)
"""A person, or the so-manieth of what there is: most steps should find something to do."""


class Seats(RuleBasedStateMachine):
    """One date of two places, six people, one employer; every service that moves a seat.

    Four of the people work for the employer, which gives each leave for about one such day; the
    host may want to see references before a place is sure.
    """

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.is_over = False

    @initialize(
        begins=st.sampled_from(["busy", "team", "empty"]),
        wanted=st.sampled_from([["references"], []]),
    )
    def open_the_date(self, begins: str, wanted: list[str]) -> None:
        db.begin_write()
        owner = make_user()
        self.host = Subject(user_id=owner.id)
        role = make_opportunity(make_organisation(owner=owner), requirements=wanted)
        self.role_id = role.id
        self.session_id = make_session(role, places=2).id
        employer = make_organisation(owner=make_user())
        self.employer_id = employer.id
        people = [make_user() for _ in range(PEOPLE)]
        self.people = [each.id for each in people]
        for person in people[:4]:
            make_employment(person, employer, proved_at=utcnow())
        make_policy(employer, allowance_minutes=A_DAY)
        if begins == "busy":
            for who in range(2):
                self.ask(who)
                self.accept(0)
                self.ask_for_leave(who)
            self.ask(2)
            self.ask_for_leave(2)
        elif begins == "team":
            self.ask_for_a_team(seats=2)
            self.answer_the_team(verb="accept")
            self.name(0)
            self.ask_for_leave(0)
        self.join(4)

    def teardown(self) -> None:
        db.session.rollback()
        self.context.pop()

    @property
    def role(self) -> Opportunity:
        return db.session.get_one(Opportunity, self.role_id)

    @property
    def session(self) -> Session:
        return db.session.get_one(Session, self.session_id)

    @rule(who=WHO)
    def ask(self, who: int) -> None:
        with refused():
            bookings.ask_for_place(Subject(user_id=self.people[who]), self.role, self.session, "")

    @rule(who=WHO)
    def accept(self, who: int) -> None:
        booking = self.find_booking(who, "asked")
        if booking is not None:
            with refused():
                bookings.accept_ask(self.host, booking, "")

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        booking = self.find_booking(who, "asked")
        if booking is not None:
            with refused():
                bookings.decline_ask(self.host, booking, "full", "")

    @rule(who=WHO)
    def withdraw(self, who: int) -> None:
        booking = self.find_booking(who)
        if booking is not None:
            with refused():
                bookings.withdraw_booking(Subject(user_id=booking.user_id), booking, "")

    @rule(who=WHO)
    def cancel(self, who: int) -> None:
        booking = self.find_booking(who, *HAS_PLACE)
        if booking is not None:
            with refused():
                bookings.cancel_booking(self.host, booking, "")

    @rule(who=WHO)
    def join(self, who: int) -> None:
        with refused():
            waiting.join_waiting_list(
                Subject(user_id=self.people[who]), self.role, self.session, ""
            )

    @rule(who=WHO)
    def take(self, who: int) -> None:
        entry = self.find_entry(who, "offered")
        if entry is not None:
            with refused():
                waiting.take_offer(Subject(user_id=entry.user_id), entry)

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        entry = self.find_entry(who)
        if entry is not None:
            with refused():
                waiting.leave_waiting_list(Subject(user_id=entry.user_id), entry)

    @rule(who=WHO)
    def let_an_offer_run_out(self, who: int) -> None:
        entry = self.find_entry(who, "offered")
        if entry is not None:
            late = utcnow() - timedelta(minutes=1)
            change = update(WaitingEntry).where(WaitingEntry.id == entry.id)
            db.session.execute(change.values(offer_until=late))
            db.session.refresh(entry)
            assert waiting.lapse_offer(entry.id)

    @rule(seats=st.integers(2, 3))
    def ask_for_a_team(self, seats: int) -> None:
        with refused():
            teams.ask_for_team(
                Subject(user_id=self.people[0]),
                self.role,
                self.session,
                get_organisation(self.employer_id),
                seats=seats,
                name_by=utcnow().date() + timedelta(days=3),
                note="",
            )

    @rule(verb=st.sampled_from(["accept", "decline", "withdraw", "cancel"]))
    def answer_the_team(self, verb: str) -> None:
        team = self.find_team()
        if team is not None:
            with refused():
                getattr(teams, f"{verb}_team")(self.host, team, "")

    @rule()
    def end_the_time_for_names(self) -> None:
        team = self.find_team()
        if team is not None and team.status == "accepted":
            team.name_by = utcnow().date() - timedelta(days=1)
            db.session.flush()
            assert teams.settle_team(team.id)

    @rule(who=WHO)
    def name(self, who: int) -> None:
        team = self.find_team()
        if team is not None:
            with refused():
                teams.name_person(self.host, team, self.people[who])

    @rule()
    def unname(self) -> None:
        team = self.find_team()
        names = list_names(team.id) if team else []
        if team is not None and names:
            with refused():
                teams.unname_person(self.host, team, names[0])

    @rule(who=WHO)
    def ask_for_leave(self, who: int) -> None:
        booking = self.find_booking(who)
        if booking is not None:
            with refused():
                work_time.ask_in_work_time(Subject(user_id=booking.user_id), booking)

    @rule(who=WHO, verb=st.sampled_from(["approve", "decline", "take back"]))
    def answer_about_leave(self, who: int, verb: str) -> None:
        booking = self.find_booking(who)
        request = find_request("booking", booking.id) if booking else None
        if booking is None or request is None:
            return
        with refused():
            if verb == "approve":
                approve_request(MANAGER, request)
            elif verb == "decline":
                decline_request(MANAGER, request, "Not that week.")
            else:
                work_time.use_own_time(Subject(user_id=booking.user_id), booking)

    @rule(who=WHO, is_there=st.booleans())
    def mind_what_is_needed(self, who: int, is_there: bool) -> None:
        booking = self.find_booking(who, "accepted")
        if booking is None:
            return
        if is_there:
            conditions.tick_conditions(self.host, booking, booking.opportunity.requirements)
        else:
            booking.meet_by = utcnow().date() - timedelta(days=1)
            db.session.flush()
            conditions.mind_conditions(SYSTEM, booking)

    @precondition(lambda self: not self.is_over)
    @rule(places=st.integers(1, 4))
    def change_places(self, places: int) -> None:
        with refused():
            sessions.change_session(
                self.host,
                self.role,
                self.session,
                starts_at=self.session.starts_at,
                ends_at=self.session.ends_at,
                places=places,
            )

    @precondition(lambda self: not self.is_over)
    @rule(really=st.integers(0, 9))
    def call_the_date_off(self, really: int) -> None:
        if really == 0:
            sessions.cancel_session(self.host, self.role, self.session, "Flooded.")
            self.is_over = True

    @invariant()
    def the_count_is_what_is_held(self) -> None:
        if not hasattr(self, "session_id"):
            return
        db.session.expire_all()
        held = self.count(Booking.id, Booking.session_id, Booking.status.in_(HAS_PLACE))
        offered = self.count(
            WaitingEntry.id, WaitingEntry.session_id, WaitingEntry.status == "offered"
        )
        unnamed = db.session.scalar(
            select(func.coalesce(func.sum(TeamBooking.seats - TeamBooking.named), 0)).where(
                TeamBooking.session_id == self.session_id, TeamBooking.status == "accepted"
            )
        )
        session = self.session
        assert session.taken == held + offered + unnamed
        assert 0 <= session.taken <= session.places

    @invariant()
    def no_place_is_lost_and_the_order_holds(self) -> None:
        if not hasattr(self, "session_id"):
            return
        rows = db.session.execute(
            select(WaitingEntry.id, WaitingEntry.status)
            .where(WaitingEntry.session_id == self.session_id)
            .order_by(WaitingEntry.id)
        ).all()
        waits = [row.id for row in rows if row.status == "waiting"]
        offers = [row.id for row in rows if row.status in {"offered", "taken", "lapsed"}]
        if self.is_over:
            assert not waits
            assert self.session.taken == 0
        if waits:
            assert self.session.left == 0
            assert not offers or max(offers) < waits[0]

    @invariant()
    def leave_is_set_aside_for_what_is_open_and_for_nothing_else(self) -> None:
        if not hasattr(self, "session_id"):
            return
        requests = db.session.execute(
            select(LeaveRequest.source_id, LeaveAccount.id)
            .join(LeaveAccount)
            .where(LeaveRequest.status.in_(OPEN_REQUESTS))
        ).all()
        accounts = db.session.scalars(select(LeaveAccount)).all()
        by_account = Counter(account_id for _, account_id in requests)
        for account in accounts:
            # Three hours are half a day of leave.
            assert account.reserved_minutes == by_account[account.id] * A_DAY // 2
            assert account.taken_minutes == 0
        still_open = {"asked", *HAS_PLACE}
        assert all(get_booking(each.source_id).status in still_open for each in requests)

    def count(self, what: object, owner: object, condition: object) -> int:
        query = select(func.count(what)).where(owner == self.session_id, condition)
        return db.session.scalar(query) or 0

    def find_booking(self, which: int, *states: str) -> Booking | None:
        query = select(Booking.id).where(
            Booking.session_id == self.session_id,
            Booking.status.in_(states or ["asked", *HAS_PLACE]),
        )
        found = db.session.scalars(query.order_by(Booking.id)).all()
        return get_booking(found[which % len(found)]) if found else None

    def find_entry(self, which: int, *states: str) -> WaitingEntry | None:
        query = select(WaitingEntry.id).where(
            WaitingEntry.session_id == self.session_id,
            WaitingEntry.status.in_(states or ["waiting", "offered"]),
        )
        found = db.session.scalars(query.order_by(WaitingEntry.id)).all()
        return get_entry(found[which % len(found)]) if found else None

    def find_team(self) -> TeamBooking | None:
        query = select(TeamBooking.id).where(
            TeamBooking.session_id == self.session_id,
            TeamBooking.status.in_(["asked", "accepted", "settled"]),
        )
        found = db.session.scalar(query.order_by(TeamBooking.id.desc()).limit(1))
        return get_team(found) if found else None


@contextmanager
def refused() -> Iterator[None]:
    """What a service had done before it refused is kept, as by a view that redirects."""
    with suppress(DomainError):
        yield


@ONE_ENGINE_A_DAY
@pytest.mark.usefixtures("fresh_index")
def test_no_order_of_steps_loses_or_oversells_a_seat(app: Flask) -> None:
    machine = type("Machine", (Seats,), {"app": app})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=300 if IS_LONG else 60,
            stateful_step_count=40 if IS_LONG else 25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
