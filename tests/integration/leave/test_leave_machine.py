"""Anything in any order: reserve, agree, decline, withdraw, release, take, change the terms.

After each step nothing is below zero, every sum is that of its entries, and what is set aside
is what the open requests hold.
"""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.leave.models import Employment, LeaveAccount, LeaveEntry, LeaveRequest
from brokerage.leave.queries.requests import find_request
from brokerage.leave.rules.wallet import OPEN_REQUESTS, Occasion, RequestStatus, Why, sum_of
from brokerage.leave.service import ask_for_leave, release_leave, take_leave
from brokerage.leave.service.policies import arrange_leave
from brokerage.leave.service.requests import approve_request, decline_request
from brokerage.leave.service.settling import withdraw_request
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role
from brokerage.permissions import Subject
from tests.factories.leave import make_policy, on_day
from tests.factories.volunteering import make_employment
from tests.support.proof import IS_LONG

pytestmark = pytest.mark.usefixtures("autumn")
SOURCES = st.integers(1, 5)


def test_the_wallet_is_sound_whatever_happens(
    db_session: Session, connection: Connection, employer: Organisation, person: User
) -> None:
    make_policy(employer, no_show="give-back")
    employment = make_employment(person, employer, proved_at=utcnow())
    db_session.commit()

    def machine() -> RuleBasedStateMachine:
        return Wallet(connection, employment.id, employer.id)

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=200 if IS_LONG else 15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class Wallet(RuleBasedStateMachine):
    """One person's leave, through the services; each run is rolled back."""

    def __init__(self, connection: Connection, employment_id: int, employer_id: int) -> None:
        super().__init__()
        db.session.commit()
        self.savepoint = connection.begin_nested()
        db.session.expire_all()
        self.employment = db.session.get_one(Employment, employment_id)
        self.person = Subject(user_id=self.employment.user_id)
        self.manager = Subject(memberships={employer_id: Role.LINE_MANAGER})

    def teardown(self) -> None:
        """Leave nothing for the next run."""
        db.session.rollback()
        self.savepoint.rollback()
        db.session.expire_all()

    def attempt(self, act: Any, *arguments: Any, **named: Any) -> None:
        """Do it as a request would: a refusal leaves nothing behind."""
        try:
            act(*arguments, **named)
        except DomainError:
            db.session.rollback()
        else:
            db.session.commit()

    @rule(source=SOURCES, hours=st.sampled_from([2, 3, 7]), days_ahead=st.sampled_from([1, 9, 30]))
    def ask(self, source: int, hours: int, days_ahead: int) -> None:
        starts_at = on_day(days_ahead)
        occasion = Occasion(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours))
        self.attempt(ask_for_leave, self.person, "booking", source, self.employment, occasion)

    @rule(source=SOURCES)
    def approve(self, source: int) -> None:
        if request := find_request("booking", source):
            self.attempt(approve_request, self.manager, request)

    @rule(source=SOURCES)
    def decline(self, source: int) -> None:
        if request := find_request("booking", source):
            self.attempt(decline_request, self.manager, request, "Not that week")

    @rule(source=SOURCES)
    def withdraw(self, source: int) -> None:
        if request := find_request("booking", source):
            self.attempt(withdraw_request, self.person, request)

    @rule(source=SOURCES, why=st.sampled_from(list(Why)))
    def release(self, source: int, why: Why) -> None:
        self.attempt(release_leave, self.manager, "booking", source, why)

    @rule(source=SOURCES, worked=st.sampled_from([None, 60, 200, 400]))
    def take(self, source: int, worked: int | None) -> None:
        self.attempt(take_leave, self.manager, "booking", source, worked)

    @rule(percent=st.sampled_from([20, 50, 100]))
    def change_share(self, percent: int) -> None:
        self.attempt(
            arrange_leave,
            self.manager,
            self.employment,
            team=None,
            full_time_percent=percent,
            manager_email="",
        )

    @invariant()
    def every_account_is_the_sum_of_its_entries(self) -> None:
        db.session.expire_all()
        for account in db.session.scalars(select(LeaveAccount)):
            rows = db.session.execute(
                select(LeaveEntry.kind, LeaveEntry.minutes)
                .where(LeaveEntry.account_id == account.id)
                .order_by(LeaveEntry.id)
            )
            balance = sum_of([(kind, minutes) for kind, minutes in rows])
            kept = (account.granted_minutes, account.reserved_minutes, account.taken_minutes)
            assert (balance.granted, balance.reserved, balance.taken) == kept
            assert account.left_minutes >= 0

    @invariant()
    def what_is_set_aside_is_what_open_requests_hold(self) -> None:
        held = db.session.scalar(
            select(func.sum(LeaveRequest.minutes)).where(
                LeaveRequest.status.in_(sorted(OPEN_REQUESTS))
            )
        )
        reserved = db.session.scalar(select(func.sum(LeaveAccount.reserved_minutes)))
        assert (held or 0) == (reserved or 0)

    @invariant()
    def what_was_declined_or_withdrawn_costs_nothing(self) -> None:
        closed = (RequestStatus.DECLINED, RequestStatus.WITHDRAWN, RequestStatus.RELEASED)
        for request in db.session.scalars(
            select(LeaveRequest).where(LeaveRequest.status.in_(closed))
        ):
            kinds = dict.fromkeys(("reserved", "given-back", "taken", "refunded"), 0)
            for kind, minutes in db.session.execute(
                select(LeaveEntry.kind, LeaveEntry.minutes).where(
                    LeaveEntry.request_id == request.id
                )
            ):
                kinds[kind] += minutes
            assert kinds["reserved"] == kinds["given-back"] + kinds["taken"]
            assert kinds["taken"] == kinds["refunded"]
