"""Two at once on the leave of a booking, with real commits: no minute is lost or given twice."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.leave.models import LeaveAccount, LeaveEntry, LeaveRequest
from brokerage.leave.queries.requests import find_request
from brokerage.leave.rules.wallet import NOT_ENOUGH, sum_of
from brokerage.leave.service.requests import approve_request, decline_request
from brokerage.organisations.rules import Role
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.service import bookings, work_time
from tests.factories.accounts import make_user
from tests.factories.leave import A_DAY, make_policy
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_employment,
    make_opportunity,
    make_session,
)
from tests.integration.leave.test_leave_races import at_once

HALF = A_DAY // 2
"""What the three hours of a date cost, and all that the employer gives."""


@pytest.fixture
def ids(committed_app: Flask) -> Mapping[str, int]:
    """Make someone with leave for one date and places on two; return their ids."""
    with committed_app.app_context():
        db.begin_write()
        owner, person = make_user(), make_user()
        employer, host = make_organisation(owner=owner), make_organisation(owner=make_user())
        make_policy(employer, allowance_minutes=HALF, from_on=date(2020, 4, 1))
        make_employment(person, employer, proved_at=utcnow())
        made = {"person": person.id, "owner": owner.id, "employer": employer.id}
        for name, days_ahead in (("one", 14), ("other", 15)):
            role = make_opportunity(host)
            session = make_session(role, days_ahead=days_ahead, taken=1)
            made[name] = make_booking(person, role, session, status="accepted").id
        db.session.commit()
    return made


def asking(ids: Mapping[str, int], name: str) -> Callable[[], object]:
    def ask() -> object:
        return work_time.ask_in_work_time(Subject(user_id=ids["person"]), get_booking(ids[name]))

    return ask


def asked(app: Flask, ids: Mapping[str, int]) -> None:
    assert at_once(app, asking(ids, "one")) == []


def answering(ids: Mapping[str, int], answer: str) -> Callable[[], object]:
    boss = Subject(user_id=ids["owner"], memberships={ids["employer"]: Role.OWNER})

    def decide() -> None:
        request = find_request("booking", ids["one"])
        assert request is not None
        if answer == "yes":
            approve_request(boss, request)
        else:
            decline_request(boss, request, "Too busy")

    return decide


def leaving(ids: Mapping[str, int], how: str) -> Callable[[], object]:
    actor = Subject(user_id=ids["person"])

    def leave() -> None:
        booking = get_booking(ids["one"])
        if how == "withdraws":
            bookings.withdraw_booking(actor, booking, "")
        else:
            work_time.use_own_time(actor, booking)

    return leave


def reserved(app: Flask) -> int:
    """Return what is set aside, having seen that the account is sound and its entries' sum."""
    with app.app_context():
        account = db.session.scalars(select(LeaveAccount)).one()
        rows = db.session.execute(select(LeaveEntry.kind, LeaveEntry.minutes))
        balance = sum_of([(kind, minutes) for kind, minutes in rows])
        assert (balance.granted, balance.reserved, balance.taken) == (
            account.granted_minutes,
            account.reserved_minutes,
            account.taken_minutes,
        )
        assert (account.granted_minutes, account.taken_minutes) == (HALF, 0)
        assert account.left_minutes >= 0
        return account.reserved_minutes


def states(app: Flask, ids: Mapping[str, int]) -> tuple[str, str]:
    with app.app_context():
        request = find_request("booking", ids["one"])
        assert request is not None
        return db.session.get_one(Booking, ids["one"]).status, request.status


def test_two_bookings_that_ask_for_the_last_half_day_share_none(
    committed_app: Flask, ids: Mapping[str, int]
) -> None:
    refused = at_once(committed_app, asking(ids, "one"), asking(ids, "other"))
    assert refused == [NOT_ENOUGH]
    assert reserved(committed_app) == HALF
    with committed_app.app_context():
        assert len(db.session.scalars(select(LeaveRequest)).all()) == 1


@pytest.mark.parametrize("answer", ["yes", "no"])
@pytest.mark.parametrize("how", ["withdraws", "own time"])
def test_the_manager_answers_while_the_volunteer_withdraws(
    committed_app: Flask, ids: Mapping[str, int], answer: str, how: str
) -> None:
    asked(committed_app, ids)
    at_once(committed_app, answering(ids, answer), leaving(ids, how))
    booking, request = states(committed_app, ids)
    # Nothing is set aside for someone who does not go in work time, and it comes back once.
    assert reserved(committed_app) == (HALF if request == "approved" else 0)
    if how == "withdraws":
        assert booking == "withdrawn"
        assert request in ("withdrawn", "released", "declined")
    else:
        assert booking in ("accepted", "confirmed")


def test_one_who_asks_while_the_booking_is_withdrawn_leaves_no_leave_behind(
    committed_app: Flask, ids: Mapping[str, int]
) -> None:
    at_once(committed_app, asking(ids, "one"), leaving(ids, "withdraws"))
    with committed_app.app_context():
        assert db.session.get_one(Booking, ids["one"]).status == "withdrawn"
        request = find_request("booking", ids["one"])
        assert request is None or request.status == "withdrawn"
        account = db.session.scalars(select(LeaveAccount)).first()
        assert account is None or account.reserved_minutes == 0
