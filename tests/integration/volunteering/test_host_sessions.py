"""The dates of a host's opportunity: added, moved, called off."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import utcnow
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import LONDON, in_london
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.rules.bookings import BookingStatus
from tests.factories.accounts import make_user
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference")


def address(opportunity: Opportunity, tail: str = "host") -> str:
    return f"/opportunities/{opportunity.id}/{tail}"


def of_session(session: Session, verb: str) -> str:
    return f"/opportunities/{session.owner_id}/sessions/{session.id}/{verb}"


def in_days(days: int) -> dict[str, str]:
    day = (utcnow() + timedelta(days=days)).date()
    return {
        "starts_on-day": str(day.day),
        "starts_on-month": str(day.month),
        "starts_on-year": str(day.year),
    }


WHEN = {"starts_time": "10am", "ends_time": "1.30pm", "places": "4"}


def test_a_date_is_added_and_shown_with_its_places(
    db_session: Database, host: Organisation, hester: InspectingClient
) -> None:
    opportunity = make_opportunity(host)
    page = hester.click(hester.get(address(opportunity)), "Add a date")
    page = follow(hester, hester.submit(page, in_days(20) | WHEN))
    text = Page(page.text).text
    assert "is added" in text
    assert "10am to 1:30pm" in text
    assert "0 of 4" in text
    session = db_session.scalars(select(Session)).one()
    assert session.starts_at.astimezone(LONDON).time() == time(10)
    assert session.ends_at.astimezone(LONDON).time() == time(13, 30)
    event = db_session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.object_kind) == ("volunteering:session:add", "opportunity")
    assert db_session.scalars(select(MatchChange.object_id)).all() == [opportunity.id]


REFUSALS = (
    (in_days(-1), "must start in the future"),
    (in_days(600), "within the next 18 months"),
    ({"starts_on-day": "31", "starts_on-month": "2", "starts_on-year": "2027"}, "a real date"),
    (in_days(5) | {"starts_time": "soon"}, "Enter a time, like 10:00"),
    (in_days(5) | {"starts_time": "2"}, "Enter am or pm after 2"),
    (in_days(5) | {"ends_time": "9:00"}, "must end after it starts"),
    (in_days(5) | {"starts_time": "7:00", "ends_time": "23:00"}, "at most 14 hours"),
    (in_days(5) | {"places": "0"}, "must be between 1 and 500"),
    ({}, "Enter the day"),
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal[1])
def test_a_date_that_cannot_be_is_refused_in_words(
    db_session: Database, host: Organisation, hester: InspectingClient, refusal: tuple[dict, str]
) -> None:
    values, sentence = refusal
    opportunity = make_opportunity(host)
    page = hester.get(address(opportunity, "sessions/add"))
    answer = hester.submit(page, WHEN | values)
    assert sentence in " ".join(Page(answer.text).error_summary)
    assert db_session.scalar(select(func.count()).select_from(Session)) == 0


def test_there_is_an_end_to_dates(
    db_session: Database,
    host: Organisation,
    hester: InspectingClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "MOST_SESSIONS", 1)
    opportunity = make_opportunity(host)
    make_session(opportunity, days_ahead=-5)
    page = hester.get(address(opportunity, "sessions/add"))
    follow(hester, hester.submit(page, WHEN | in_days(5)))
    answer = hester.submit(page, WHEN | in_days(6))
    assert "1 dates to come, and no more" in " ".join(Page(answer.text).error_summary)


def test_a_flexible_role_and_a_closed_one_take_no_dates(
    host: Organisation, hester: InspectingClient, db_session: Database
) -> None:
    flexible, closed = make_flexible_opportunity(host), make_opportunity(host, status="closed")
    for opportunity, sentence in ((flexible, "has no dates"), (closed, "Open it again")):
        page = follow(hester, hester.get(address(opportunity, "sessions/add")))
        assert sentence in Page(page.text).text
    assert "Add a date" not in hester.get(address(flexible)).text


def test_those_booked_on_a_date_that_moves_are_told_and_the_others_not(
    db_session: Database,
    host: Organisation,
    hester: InspectingClient,
    volunteer_user: User,
    outbox: Outbox,
) -> None:
    opportunity = make_opportunity(host)
    session, another = make_session(opportunity), make_session(opportunity, days_ahead=30)
    make_booking(volunteer_user, opportunity, session, status=BookingStatus.CONFIRMED)
    make_booking(make_user(email="other@example.org"), opportunity, another)
    page = hester.get(of_session(session, "edit"))
    assert Page(page.text).form().fields["starts_time"].values == ["10:00"]
    page = follow(hester, hester.submit(page, {"starts_time": "11:00"}))
    assert "We told 1 person." in Page(page.text).text
    body = outbox.last_to(volunteer_user.email).body
    assert "11:00 to 13:00. Before, it was on" in body
    assert outbox.to("other@example.org") == []


def test_more_places_are_no_news_and_fewer_than_taken_are_refused(
    db_session: Database,
    host: Organisation,
    hester: InspectingClient,
    volunteer_user: User,
    outbox: Outbox,
) -> None:
    opportunity = make_opportunity(host)
    session = make_session(opportunity)
    for user in (volunteer_user, make_user()):
        make_booking(user, opportunity, session, status=BookingStatus.CONFIRMED)
    page = hester.get(of_session(session, "edit"))
    answer = hester.submit(page, {"places": "1"})
    assert "More people than that have a place" in Page(answer.text).error_summary[0]
    follow(hester, hester.submit(page, {"places": "9"}))
    assert db_session.get_one(Session, session.id).places == 9
    assert outbox.all() == []


def test_calling_a_date_off_says_how_many_are_told_and_tells_them(
    db_session: Database,
    host: Organisation,
    hester: InspectingClient,
    volunteer_user: User,
    outbox: Outbox,
) -> None:
    opportunity = make_opportunity(host)
    session = make_session(opportunity)
    make_booking(volunteer_user, opportunity, session, status=BookingStatus.CONFIRMED)
    page = hester.get(of_session(session, "cancel"))
    assert "1 person has a place or waits" in Page(page.text).text
    refused = hester.submit(page)
    assert Page(refused.text).error_summary == ["Enter what you want to tell them"]
    page = follow(hester, hester.submit(page, {"reason": "Our gardener is ill."}))
    assert "is cancelled. We told 1 person." in Page(page.text).text
    assert "Cancelled" in Page(page.text).text
    assert "It has no date to come" in Page(page.text).text
    assert "Our gardener is ill." in outbox.last_to(volunteer_user.email).body
    assert db_session.scalars(select(Booking.status)).one() == BookingStatus.CANCELLED
    kept = db_session.get_one(Session, session.id)
    assert kept.cancelled_at is not None
    assert kept.taken == 0


def test_a_date_without_anyone_is_called_off_without_words(
    db_session: Database, host: Organisation, hester: InspectingClient
) -> None:
    session = make_session(make_opportunity(host))
    page = hester.get(of_session(session, "cancel"))
    follow(hester, hester.submit(page))
    assert db_session.get_one(Session, session.id).cancelled_at is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"days_ahead": -3}, "has begun or is over"), ({"cancelled_at": utcnow()}, "was cancelled")],
)
@pytest.mark.parametrize("verb", ["edit", "cancel"])
def test_what_is_over_or_called_off_stays_as_it_is(
    db_session: Database,
    host: Organisation,
    hester: InspectingClient,
    fields: dict,
    sentence: str,
    verb: str,
) -> None:
    session = make_session(make_opportunity(host), **fields)
    page = follow(hester, hester.get(of_session(session, verb)))
    assert sentence in Page(page.text).text


def test_an_hour_that_the_clocks_leave_out_is_refused(
    host: Organisation, hester: InspectingClient, db_session: Database
) -> None:
    opportunity = make_opportunity(host)
    page = hester.get(address(opportunity, "sessions/add"))
    change = _next_change_to_summer_time()
    day = {
        "starts_on-day": str(change.day),
        "starts_on-month": str(change.month),
        "starts_on-year": str(change.year),
    }
    answer = hester.submit(page, WHEN | day | {"starts_time": "1:30am", "ends_time": "4am"})
    assert "The clocks go forward" in Page(answer.text).error_summary[0]


def _next_change_to_summer_time() -> datetime:
    day = utcnow() + timedelta(days=1)
    while in_london(day.date(), time(0)).utcoffset() or not (
        in_london(day.date(), time(12)).utcoffset()
    ):
        day += timedelta(days=1)
    return day


def test_any_post_is_answered(
    host: Organisation, hester: InspectingClient, volunteer_user: User, db_session: Database
) -> None:
    opportunity = make_opportunity(host)
    session = make_session(opportunity)
    make_booking(volunteer_user, opportunity, session)
    fuzz_form(hester, address(opportunity, "sessions/add"))
    fuzz_form(hester, of_session(session, "edit"))
    fuzz_form(hester, of_session(session, "cancel"))


def test_a_post_of_every_column_changes_the_dates_own_only(
    db_session: Database, host: Organisation, hester: InspectingClient
) -> None:
    session = make_session(make_opportunity(host))
    before = snapshot(db_session)
    post_every_column(hester, of_session(session, "edit"), {"starts_time": "9:00", "places": "7"})
    changed = {each for each in changes(before, snapshot(db_session)) if each[0] != "sign_ins"}
    assert changed == {("sessions", "starts_at"), ("sessions", "places")}
