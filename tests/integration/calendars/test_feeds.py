"""Private feed addresses: made, read without signing in, reset, removed, and what is in them."""

import re
from datetime import timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from brokerage.calendars import rules
from brokerage.calendars.models import CalendarAddress
from brokerage.extensions import db, utcnow
from brokerage.permissions import Subject
from brokerage.volunteering.service import bookings, sessions
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.page import Page
from tests.support.sign_in import suspend

WRONG = "/calendars/" + "x" * 43 + ".ics"


def make_address(client, path="/account/calendar") -> str:
    page = client.submit(client.get(path), form=path)
    assert page.status_code == 200
    return re.search(r"/calendars/[\w-]+\.ics", page.text)[0]


def read(client, path) -> dict[str, dict]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return {str(each["uid"]): each for each in Calendar.from_ical(answer.data).walk("VEVENT")}


def accept(booking, owner) -> None:
    bookings.accept_ask(Subject(user_id=owner.id), booking, "")
    db.session.commit()


def test_an_address_is_shown_once_and_only_its_digest_is_kept(vera, client):
    path = make_address(vera)
    token = path.removeprefix("/calendars/").removesuffix(".ics")
    (kept,) = db.session.scalars(select(CalendarAddress))
    assert kept.token_digest == rules.digest_of_token(token) != token
    assert token not in vera.get("/account/calendar").text
    assert read(client, path) == {}


def test_a_feed_needs_no_cookie_and_is_never_stored(vera, client):
    answer = client.get(make_address(vera))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in answer.headers


def test_a_reset_ends_the_old_address(vera, client):
    first = make_address(vera)
    second = make_address(vera)
    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_a_removed_address_is_not_found(vera, client):
    path = make_address(vera)
    vera.submit(vera.get("/account/calendar"), form="/account/calendar/remove")
    assert client.get(path).status_code == 404
    assert "You have no address now" in vera.get("/account/calendar").text
    token = vera.csrf_token(vera.get("/account/calendar"))
    again = vera.post("/account/calendar/remove", data={"csrf_token": token})
    assert again.status_code == 303


def test_a_wrong_address_is_not_found_and_throttled_but_a_right_one_still_works(vera, client):
    path = make_address(vera)
    answers = [client.get(WRONG).status_code for _ in range(rules.MOST_WRONG_ADDRESSES_AN_HOUR + 1)]
    assert answers == [404] * rules.MOST_WRONG_ADDRESSES_AN_HOUR + [429]
    assert client.get(path).status_code == 200


def test_one_address_is_read_so_often_and_no_more(vera, client):
    path = make_address(vera)
    with time_machine.travel(utcnow().replace(minute=10), tick=False):
        answers = [client.get(path).status_code for _ in range(rules.MOST_READS_AN_HOUR + 1)]
    assert answers == [200] * rules.MOST_READS_AN_HOUR + [429]


def test_a_suspended_persons_address_is_not_found(vera, client, volunteer_user):
    path = make_address(vera)
    suspend(volunteer_user)
    assert client.get(path).status_code == 404


def test_an_ask_is_in_no_calendar_and_a_held_seat_is(vera, client, booking, host_owner):
    path = make_address(vera)
    assert read(client, path) == {}
    accept(booking, host_owner)
    (event,) = read(client, path).values()
    assert event["uid"] == f"booking-{booking.id}@localhost"
    assert event["summary"] == "Plant an orchard"
    assert event["status"] == "TENTATIVE"
    assert event.decoded("dtstart") == booking.session.starts_at
    assert f"/bookings/{booking.id}" in event["url"]


def test_a_moved_date_is_moved_with_the_same_identity(vera, client, booking, host_owner):
    path = make_address(vera)
    accept(booking, host_owner)
    before = next(iter(read(client, path).values()))
    occasion = booking.session
    sessions.change_session(
        Subject(user_id=host_owner.id),
        booking.opportunity,
        occasion,
        starts_at=occasion.starts_at + timedelta(hours=1),
        ends_at=occasion.ends_at + timedelta(hours=1),
        places=5,
    )
    after = next(iter(read(client, path).values()))
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") == before.decoded("dtstart") + timedelta(hours=1)


def test_a_withdrawn_place_is_cancelled_for_a_while_then_gone(vera, client, booking, host_owner):
    path = make_address(vera)
    accept(booking, host_owner)
    bookings.withdraw_booking(Subject(user_id=booking.user_id), booking, "")
    (event,) = read(client, path).values()
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    with time_machine.travel(booking.session.ends_at + rules.TOLD_AFTERWARDS):
        assert read(client, path) == {}


def test_a_role_without_dates_is_not_in_it(vera, client, volunteer_user, host):
    make_booking(volunteer_user, make_flexible_opportunity(host), status="accepted")
    assert read(client, make_address(vera)) == {}


def test_nobody_elses_dates_are_in_it(vera, client, booking, host_owner, opportunity, occasion):
    make_booking(make_user(), opportunity, occasion, status="accepted")
    assert read(client, make_address(vera)) == {}


# The host's


@pytest.fixture
def host_path(hester, host):
    return make_address(hester, f"/organisations/{host.id}/calendar")


def test_a_host_sees_dates_with_counts_and_no_name_of_who_is_not_sure(
    client, host_path, booking, host_owner, occasion
):
    accept(booking, host_owner)
    (event,) = read(client, host_path).values()
    assert event["uid"] == f"session-{occasion.id}@localhost"
    assert event["description"] == "1 of 5 places taken"
    assert "Vera" not in client.get(host_path).text


def test_a_host_sees_that_a_date_has_changed_when_a_place_is_taken(
    client, host_path, booking, host_owner, occasion
):
    before = read(client, host_path)[f"session-{occasion.id}@localhost"]
    with time_machine.travel(utcnow() + timedelta(hours=2)):
        accept(booking, host_owner)
        after = read(client, host_path)[f"session-{occasion.id}@localhost"]
    assert after.decoded("last-modified") > before.decoded("last-modified")
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert after["sequence"] == before["sequence"] == 0


def test_a_host_sees_the_name_of_who_was_there(client, host_path, opportunity, occasion):
    user = make_user(name="Ursula\r\nEND:VEVENT Nightingale")
    make_booking(user, opportunity, occasion, status="attended")
    (event,) = read(client, host_path).values()
    assert event["description"].splitlines()[1:] == ["Confirmed:", "Ursula END:VEVENT Nightingale"]


def test_a_host_sees_no_other_hosts_dates_and_no_draft(client, host_path, host):
    make_session(make_opportunity(host, status="draft", published_at=None))
    make_session(make_opportunity(make_organisation(owner=make_user())))
    assert read(client, host_path) == {}


def test_a_cancelled_date_says_so_in_the_hosts_feed(
    client, host_path, opportunity, occasion, host_owner
):
    actor = Subject(user_id=host_owner.id)
    sessions.change_session(
        actor,
        opportunity,
        occasion,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at + timedelta(hours=1),
        places=5,
    )
    sessions.cancel_session(actor, opportunity, occasion, "Rain")
    (event,) = read(client, host_path).values()
    assert event["status"] == "CANCELLED"
    assert event["sequence"] == 1


def test_who_no_longer_acts_for_the_host_loses_its_feed(client, host, sign_in_as):
    editor = make_user()
    membership = make_member(host, editor, "editor")
    path = make_address(sign_in_as(editor), f"/organisations/{host.id}/calendar")
    assert client.get(path).status_code == 200
    membership.role = "viewer"
    db.session.flush()
    assert client.get(path).status_code == 404
    db.session.delete(membership)
    db.session.flush()
    assert client.get(path).status_code == 404


def test_account_and_host_pages_lead_to_the_calendars(vera, hester, host):
    assert Page(vera.get("/account").text).link("Your private calendar address")
    page = hester.get(f"/organisations/{host.id}")
    assert Page(page.text).link("Make a private address for your host calendar")
