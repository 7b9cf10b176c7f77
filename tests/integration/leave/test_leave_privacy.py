"""What is kept of a person's leave: given to them, forgotten with them, cleared up in time."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.leave import tasks
from brokerage.leave.models import LeaveAccount, LeaveLink, LeaveRequest, OwnDay
from brokerage.leave.service.privacy import erase_leave, export_leave
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from tests.factories.leave import (
    A_DAY,
    make_account,
    make_leave_link,
    make_own_day,
    make_policy,
    make_request,
)
from tests.factories.volunteering import make_employment

pytestmark = pytest.mark.usefixtures("autumn")


@pytest.fixture
def request_made(db_session: Session, employer: Organisation, person: User) -> LeaveRequest:
    """Return a request of the person, beside a day they found."""
    make_policy(employer)
    employment = make_employment(person, employer, proved_at=utcnow(), work_email="v@x.example")
    make_own_day(employment, what="MARKER")
    made = make_request(make_account(employment))
    make_leave_link("a-link-of-the-privacy-test", request=made)
    return made


def test_a_person_gets_every_row_and_no_link(request_made: LeaveRequest, person: User) -> None:
    given = export_leave(person.id)
    counts = {name: len(rows) for name, rows in given.items() if rows}
    assert counts == {
        "employments": 1,
        "leave_accounts": 1,
        "leave_entries": 2,
        "leave_requests": 1,
        "own_days": 1,
    }
    assert "token" not in str(given)
    assert export_leave(10**6)["employments"] == []


def test_erasing_forgets_words_and_addresses_and_keeps_sums_sound(
    db_session: Session, request_made: LeaveRequest, person: User
) -> None:
    erase_leave(SYSTEM, person.id)
    own_day = db_session.scalars(select(OwnDay)).one()
    assert (own_day.what, own_day.place, own_day.contact_email) == ("", "", "")
    assert own_day.employment.work_email is None
    assert db_session.scalars(select(LeaveLink)).all() == []
    assert db_session.scalars(select(LeaveRequest.status)).one() == "released"
    assert db_session.scalars(select(LeaveAccount)).one().left_minutes == 3 * A_DAY


def test_links_and_words_are_cleared_up_in_time(
    db_session: Session, request_made: LeaveRequest
) -> None:
    request_made.status, request_made.reason = "declined", "The audit"
    db_session.commit()
    tasks.clear_up()
    assert len(db_session.scalars(select(LeaveLink)).all()) == 1
    with time_machine.travel(utcnow() + timedelta(days=400), tick=True):
        tasks.clear_up()
    db_session.expire_all()
    assert db_session.scalars(select(LeaveLink)).all() == []
    assert request_made.reason == ""
    assert db_session.scalars(select(OwnDay.contact_email)).one() == ""
