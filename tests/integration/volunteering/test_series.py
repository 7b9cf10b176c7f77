"""Repeating dates: shown before they are made, then changed or called off from one on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.scheduling.models import Session, SessionPlan, TermDate
from brokerage.scheduling.rules import LONDON
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.bookings import BookingStatus
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_booking, make_opportunity
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.proof import IS_LONG

POSTS = 2000 if IS_LONG else 50


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host)


@pytest.fixture
def first_on() -> date:
    return utcnow().date() + timedelta(days=20)


def answers(first_on: date, **fields: str) -> dict[str, str]:
    return {
        "first_on-day": str(first_on.day),
        "first_on-month": str(first_on.month),
        "first_on-year": str(first_on.year),
        "starts_time": "10:00",
        "ends_time": "12:00",
        "places": "4",
        "pattern": "weeks",
        "times": "5",
    } | fields


def list_dates(database: Database, role: Opportunity) -> list[Session]:
    database.expire_all()
    query = select(Session).where(Session.owner_id == role.id).order_by(Session.starts_at)
    return list(database.scalars(query))


def make_series(hester: InspectingClient, role: Opportunity, first_on: date) -> None:
    page = hester.get(f"/opportunities/{role.id}/sessions/add-series")
    page = hester.submit(page, answers(first_on))
    follow(hester, hester.submit(page, {}, form="Add these dates"))


def test_dates_are_shown_before_they_are_made(
    hester: InspectingClient, role: Opportunity, first_on: date, db_session: Database
) -> None:
    page = hester.get(f"/opportunities/{role.id}/sessions/add-series")
    assert "No school term dates are loaded" in page.text
    page = hester.submit(page, answers(first_on, minimum="2"))
    assert "Add 5 dates?" in page.text
    assert not list_dates(db_session, role)
    kept = [(first_on + timedelta(weeks=week)).isoformat() for week in (0, 1, 3, 4)]
    page = follow(hester, hester.submit(page, {"days": kept}, form="Add these dates"))
    assert "4 dates are added" in page.text
    made = list_dates(db_session, role)
    assert [each.starts_at.astimezone(LONDON).date().isoformat() for each in made] == kept
    assert {each.starts_at.astimezone(LONDON).hour for each in made} == {10}
    plans = db_session.scalars(select(SessionPlan)).all()
    assert {(plan.minimum, plan.series_id) for plan in plans} == {(2, plans[0].series_id)}


def test_term_time_leaves_the_holidays_out(
    hester: InspectingClient,
    role: Opportunity,
    first_on: date,
    reference: None,
    db_session: Database,
) -> None:
    council = db_session.scalars(select(Authority)).first()
    assert council is not None
    last = first_on + timedelta(days=15)
    db_session.add(
        TermDate(
            authority_code=council.code,
            kind="term",
            name="An invented term",
            starts_on=first_on,
            ends_on=last,
            source="made up for this test",
            loaded_at=utcnow(),
        )
    )
    db_session.commit()
    page = hester.get(f"/opportunities/{role.id}/sessions/add-series")
    page = hester.submit(page, answers(first_on, authority_code=council.code))
    assert "Add 3 dates?" in page.text
    assert "after the last term that is loaded" in page.text


def test_this_and_following_are_changed_with_everyone_told(
    hester: InspectingClient,
    role: Opportunity,
    first_on: date,
    db_session: Database,
    outbox: Outbox,
) -> None:
    make_series(hester, role, first_on)
    dates = list_dates(db_session, role)
    user = make_user()
    make_booking(user, role, dates[3], status=BookingStatus.ACCEPTED)
    db_session.commit()
    page = hester.get(f"/opportunities/{role.id}/sessions/{dates[2].id}/edit-following")
    page = hester.submit(page, {"starts_time": "14:00", "ends_time": "16:00"})
    assert "3 dates are saved. We told 1 person." in follow(hester, page).text
    hours = [each.starts_at.astimezone(LONDON).hour for each in list_dates(db_session, role)]
    assert hours == [10, 10, 14, 14, 14]
    assert "14:00" in outbox.last_to(user.email).body


def test_this_and_following_are_called_off_with_everyone_told(
    hester: InspectingClient,
    role: Opportunity,
    first_on: date,
    db_session: Database,
    outbox: Outbox,
) -> None:
    make_series(hester, role, first_on)
    dates = list_dates(db_session, role)
    user = make_user()
    make_booking(user, role, dates[4], status=BookingStatus.ACCEPTED)
    db_session.commit()
    page = hester.get(f"/opportunities/{role.id}/sessions/{dates[3].id}/cancel-following")
    page = hester.submit(page, {"reason": "The hall is sold."})
    assert "2 dates are cancelled" in follow(hester, page).text
    gone = [each.cancelled_at is not None for each in list_dates(db_session, role)]
    assert gone == [False, False, False, True, True]
    assert "The hall is sold." in outbox.last_to(user.email).body


def test_there_is_a_limit(
    hester: InspectingClient, role: Opportunity, first_on: date, db_session: Database
) -> None:
    make_series(hester, role, first_on)
    page = hester.get(f"/opportunities/{role.id}/sessions/add-series")
    page = hester.submit(page, answers(first_on, times="58"))
    page = hester.submit(page, {}, form="Add these dates")
    assert "room for 55 more" in page.text
    assert len(list_dates(db_session, role)) == 5


def test_the_form_takes_anything(
    hester: InspectingClient, role: Opportunity, db_session: Database
) -> None:
    fuzz_form(hester, f"/opportunities/{role.id}/sessions/add-series", posts=POSTS)
    fuzz_form(hester, f"/opportunities/{role.id}/seat-rules/edit", posts=POSTS)
