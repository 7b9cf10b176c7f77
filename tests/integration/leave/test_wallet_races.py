"""Two at once on one wallet, with real commits: the last half day goes once, whatever happens."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.leave import queries
from brokerage.leave.models import LeaveAccount, LeaveEntry, LeaveRequest
from brokerage.leave.queries.requests import find_link, get_request
from brokerage.leave.rules.wallet import NOT_ENOUGH, Occasion, Why, sum_of
from brokerage.leave.service import ask_for_leave, release_leave, take_leave
from brokerage.leave.service import requests as service
from brokerage.leave.service.policies import arrange_leave
from brokerage.leave.service.tokens import digest_of
from brokerage.organisations.rules import Role
from brokerage.permissions import ANONYMOUS, Subject
from tests.factories.accounts import make_user
from tests.factories.leave import A_DAY, make_leave_link, make_policy, on_day
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_employment
from tests.integration.leave.test_leave_races import at_once

HALF = A_DAY // 2
TOKEN = "a-link-that-two-people-open-at-once"  # noqa: S105  # opens nothing outside a test
MORE = 8


@pytest.fixture
def employment_id(committed_app: Flask) -> int:
    """Make an employment whose leave year gives half a day; no account is open yet."""
    with committed_app.app_context():
        db.begin_write()
        employer = make_organisation(owner=make_user())
        make_policy(employer, allowance_minutes=HALF, from_on=date(2020, 4, 1))
        made = make_employment(make_user(), employer, proved_at=utcnow()).id
        db.session.commit()
    return made


def asking(employment_id: int, source_id: int) -> Callable[[], object]:
    def ask() -> object:
        employment = queries.get_employment(employment_id)
        starts_at = on_day(14)
        occasion = Occasion(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
        actor = Subject(user_id=employment.user_id)
        return ask_for_leave(actor, "booking", source_id, employment, occasion)

    return ask


def manager(employment_id: int) -> Subject:
    employer_id = queries.get_employment(employment_id).organisation_id
    return Subject(memberships={employer_id: Role.LINE_MANAGER})


def the_account(app: Flask) -> LeaveAccount:
    """Return the one account, having seen that it is the sum of its entries and sound."""
    with app.app_context():
        account = db.session.scalars(select(LeaveAccount)).one()
        rows = db.session.execute(
            select(LeaveEntry.kind, LeaveEntry.minutes).order_by(LeaveEntry.id)
        )
        balance = sum_of([(kind, minutes) for kind, minutes in rows])
        assert (balance.granted, balance.reserved, balance.taken) == (
            account.granted_minutes,
            account.reserved_minutes,
            account.taken_minutes,
        )
        return account


def one_request(app: Flask, employment_id: int) -> int:
    with app.app_context():
        made = asking(employment_id, 1)()
        db.session.commit()
        return made.id


def test_two_reservations_race_for_the_last_half_day(
    committed_app: Flask, employment_id: int
) -> None:
    refused = at_once(committed_app, *(asking(employment_id, n) for n in range(1, MORE + 1)))
    assert refused == [NOT_ENOUGH] * (MORE - 1)
    account = the_account(committed_app)
    assert (account.granted_minutes, account.reserved_minutes) == (HALF, HALF)
    with committed_app.app_context():
        assert len(db.session.scalars(select(LeaveRequest)).all()) == 1


def test_one_booking_asks_once_though_pressed_twice(
    committed_app: Flask, employment_id: int
) -> None:
    refused = at_once(committed_app, asking(employment_id, 1), asking(employment_id, 1))
    assert len(refused) == 1
    assert the_account(committed_app).reserved_minutes == HALF


def test_yes_and_no_at_once_end_as_one_of_them(committed_app: Flask, employment_id: int) -> None:
    request_id = one_request(committed_app, employment_id)
    refused = at_once(
        committed_app,
        lambda: service.approve_request(manager(employment_id), get_request(request_id)),
        lambda: service.decline_request(manager(employment_id), get_request(request_id), "No"),
    )
    account = the_account(committed_app)
    with committed_app.app_context():
        status = get_request(request_id).status
    # A no may follow a yes; a yes cannot follow a no.
    assert (status, account.reserved_minutes) in (("approved", HALF), ("declined", 0))
    assert len(refused) == 1 or status == "declined"


def test_one_link_decides_once_though_opened_twice(
    committed_app: Flask, employment_id: int
) -> None:
    request_id = one_request(committed_app, employment_id)
    with committed_app.app_context():
        db.begin_write()
        make_leave_link(TOKEN, request=get_request(request_id))
        db.session.commit()

    def approve() -> None:
        link = find_link(digest_of(TOKEN))
        service.approve_request(ANONYMOUS, link.request, link)

    assert len(at_once(committed_app, approve, approve)) == 1
    assert the_account(committed_app).reserved_minutes == HALF


def test_withdrawing_while_the_manager_answers_loses_no_minute(
    committed_app: Flask, employment_id: int
) -> None:
    request_id = one_request(committed_app, employment_id)

    def release() -> None:
        release_leave(Subject(), "booking", 1, Why.CALLED_OFF)

    def decline() -> None:
        service.decline_request(manager(employment_id), get_request(request_id), "No")

    at_once(committed_app, release, decline, release)
    account = the_account(committed_app)
    assert (account.reserved_minutes, account.left_minutes) == (0, HALF)


def test_taking_twice_at_once_takes_once(committed_app: Flask, employment_id: int) -> None:
    request_id = one_request(committed_app, employment_id)
    with committed_app.app_context():
        service.approve_request(manager(employment_id), get_request(request_id))
        db.session.commit()

    def take() -> None:
        take_leave(Subject(), "booking", 1)

    at_once(committed_app, take, take)
    account = the_account(committed_app)
    assert (account.reserved_minutes, account.taken_minutes) == (0, HALF)


def test_a_smaller_share_while_someone_asks_never_goes_below_zero(
    committed_app: Flask, employment_id: int
) -> None:
    one_request(committed_app, employment_id)

    def arrange() -> None:
        employment = queries.get_employment(employment_id)
        arrange_leave(Subject(), employment, team=None, full_time_percent=50, manager_email="")

    at_once(committed_app, arrange, asking(employment_id, 2))
    account = the_account(committed_app)
    assert account.left_minutes >= 0
