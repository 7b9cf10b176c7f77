"""Hours: logged, approved, declined, corrected and undone; what counts is a sum of amounts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, HoursAmount, HoursEntry, Opportunity
from brokerage.volunteering.queries import hours as queries
from brokerage.volunteering.service import hours as service
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_hours,
    make_opportunity,
    make_session,
)
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("fresh_index")
MOST_STATEMENTS = 15


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host, title="Plant an orchard")


@pytest.fixture
def day(role: Opportunity) -> Occasion:
    now = utcnow()
    return make_session(
        role, starts_at=now - timedelta(hours=4), ends_at=now - timedelta(hours=1), places=20
    )


@pytest.fixture
def booking(volunteer_user: User, role: Opportunity, day: Occasion) -> Booking:
    return make_booking(volunteer_user, role, day, status="confirmed")


@pytest.fixture
def regular(host: Organisation, volunteer_user: User) -> Booking:
    """Vera's place in a role without dates, since ten days ago."""
    role = make_flexible_opportunity(host, title="Read with children")
    since = utcnow() - timedelta(days=10)
    return make_booking(volunteer_user, role, status="confirmed", answered_at=since)


@pytest.fixture
def entry(regular: Booking) -> HoursEntry:
    return make_hours(regular)


def the(entry: HoursEntry) -> HoursEntry:
    return queries.get_hours_entry(entry.id)


def amounts() -> list[tuple[str, int]]:
    rows = db.session.scalars(select(HoursAmount).order_by(HoursAmount.id))
    return [(row.kind, row.minutes) for row in rows]


def host_url(host: Organisation, tail: str = "") -> str:
    return f"/organisations/{host.id}/hours{tail}"


def test_hours_of_a_date_are_logged_and_count_once_approved(
    host: Organisation,
    booking: Booking,
    vera: InspectingClient,
    hester: InspectingClient,
    outbox: Outbox,
) -> None:
    page = vera.click(vera.get(f"/bookings/{booking.id}"), "Log your hours")
    fields = Page(page.text).form().fields
    assert fields["hours"].values == ["3"]
    assert "done_on-day" not in fields
    shown = follow(vera, vera.submit(page, {"hours": "2.5", "note": "I planted nine trees."}))
    assert "Waiting for the host" in shown.text
    assert "What counts" not in shown.text
    assert "Hours to approve: Vera Underhill" in outbox.last_to("hester@example.org").subject
    assert "2 hours 30 minutes" in outbox.last_to("vera@example.org").body
    page = hester.get(host_url(host))
    assert "I planted nine trees." in page.text
    entry = db.session.scalars(select(HoursEntry)).one()
    done = follow(hester, hester.submit(page, {"chosen": [entry.id]}))
    assert "Approved for 1 entry." in done.text
    assert "No hours wait" in done.text
    assert (the(entry).status, amounts()) == ("approved", [("approve", 150)])
    assert db.session.get(Booking, booking.id).status == "attended"
    assert "Your hours are approved" in outbox.last_to("vera@example.org").subject
    own = Page(vera.get("/hours").text).text
    for said in ("What counts", "2 hours 30 minutes", "Marston Community Orchard"):
        assert said in own
    again = vera.submit(vera.get(f"/bookings/{booking.id}/hours"), {"hours": "3"})
    assert "logged already" in Page(again.text).error_summary[0]


def test_hours_without_a_date_are_logged_for_a_day_each(
    regular: Booking, vera: InspectingClient
) -> None:
    page = vera.get(f"/bookings/{regular.id}/hours")
    yesterday = utcnow().date() - timedelta(days=1)
    for day in (utcnow().date(), yesterday):
        assert vera.submit(page, _on(day)).status_code == 303
    again = vera.submit(page, _on(yesterday))
    assert "logged already" in Page(again.text).error_summary[0]
    early = vera.submit(page, _on(yesterday - timedelta(days=30)))
    assert "since the host said yes" in Page(early.text).error_summary[0]
    ahead = vera.submit(page, _on(yesterday + timedelta(days=3)))
    assert "not in the future" in Page(ahead.text).error_summary[0]
    assert len(db.session.scalars(select(HoursEntry)).all()) == 2


def _on(day: date) -> dict[str, object]:
    return {
        "done_on-day": day.day,
        "done_on-month": day.month,
        "done_on-year": day.year,
        "hours": "1",
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter how long it was, in hours"),
        ("0.1", "must be between 0.25 and 24"),
        ("25", "must be between 0.25 and 24"),
        ("two", "must be a number"),
    ],
)
def test_a_time_that_is_none_is_refused(
    booking: Booking, vera: InspectingClient, typed: str, sentence: str
) -> None:
    answer = vera.submit(vera.get(f"/bookings/{booking.id}/hours"), {"hours": typed})
    assert sentence in Page(answer.text).error_summary[0]
    assert not db.session.scalars(select(HoursEntry)).all()


def test_no_hours_without_a_sure_place(
    role: Opportunity, volunteer_user: User, vera: InspectingClient
) -> None:
    held = make_booking(volunteer_user, role, make_session(role), status="accepted")
    page = vera.get(f"/bookings/{held.id}/hours")
    assert "once your place is confirmed" in page.text
    token = vera.csrf_token(vera.get("/account/name"))
    answer = vera.post(f"/bookings/{held.id}/hours", data={"csrf_token": token, "hours": "1"})
    assert answer.status_code == 200
    assert not db.session.scalars(select(HoursEntry)).all()


def test_what_one_logged_is_taken_back_and_logged_again(
    regular: Booking, entry: HoursEntry, vera: InspectingClient
) -> None:
    done = follow(vera, vera.submit(vera.get("/hours")))
    assert "Taken back" in done.text
    assert the(entry).status == "withdrawn"
    page = vera.get(f"/bookings/{regular.id}/hours")
    assert vera.submit(page, _on(entry.done_on)).status_code == 303


def test_another_time_is_approved_with_its_reason(
    host: Organisation, entry: HoursEntry, hester: InspectingClient, outbox: Outbox
) -> None:
    page = hester.click(
        hester.get(host_url(host)),
        "Approve another time: Vera Underhill, " + _in_words(entry.done_on),
    )
    short = hester.submit(page, {"hours": "2"}, form="Approve it")
    assert Page(short.text).error_summary == ["Enter why it is different"]
    answer = hester.submit(page, {"hours": "2", "reason": "We began late."}, form="Approve it")
    assert answer.status_code == 303
    assert (the(entry).minutes, amounts()) == (120, [("approve", 120)])
    assert "We began late." in outbox.last_to("vera@example.org").body


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_a_correction_adds_the_difference_and_the_trail_is_shown(
    host: Organisation,
    entry: HoursEntry,
    hester: InspectingClient,
    vera: InspectingClient,
    outbox: Outbox,
) -> None:
    service.approve_hours(SYSTEM, the(entry))
    db.session.commit()
    address = f"/hours/{entry.id}/correct"
    same = hester.submit(hester.get(address), {"reason": "As it was."}, form="Save")
    assert "what counts now" in Page(same.text).error_summary[0]
    for hours, reason in (("1.5", "Half of it was lunch."), ("4", "Lunch was work.")):
        answer = hester.submit(hester.get(address), {"hours": hours, "reason": reason}, form="Save")
        assert answer.status_code == 303
    assert amounts() == [("approve", 180), ("correct", -90), ("correct", 150)]
    assert queries.count_minutes(entry.id) == the(entry).minutes == 240
    page = hester.get(address).text
    for said in ("Plus 3 hours", "Minus 1 hour 30 minutes", "Half of it was lunch."):
        assert said in page
    told = outbox.last_to("vera@example.org").body
    assert "4 hours instead of 1 hour 30 minutes" in told
    assert "4 hours" in Page(vera.get("/hours").text).text


def test_an_approval_is_undone_and_done_again(
    host: Organisation,
    entry: HoursEntry,
    hester: InspectingClient,
    vera: InspectingClient,
    outbox: Outbox,
) -> None:
    service.approve_hours(SYSTEM, the(entry))
    db.session.commit()
    page = hester.get(host_url(host, "/decided"))
    assert "Undone. They wait again." in follow(hester, hester.submit(page)).text
    assert the(entry).status == "waiting"
    assert "looked at again" in outbox.last_to("vera@example.org").subject
    assert "What counts" not in vera.get("/hours").text
    assert "nothing to certify" in vera.get("/hours/certificate").text
    page = hester.get(f"/hours/{entry.id}/correct")
    assert hester.submit(page, form="Approve 3 hours").status_code == 303
    assert amounts() == [("approve", 180), ("undo", -180), ("approve", 180)]
    assert queries.count_minutes(entry.id) == 180


def test_what_is_not_approved_says_why_and_can_be_undone(
    host: Organisation, entry: HoursEntry, hester: InspectingClient, vera: InspectingClient
) -> None:
    page = hester.get(f"/hours/{entry.id}/decline")
    assert Page(hester.submit(page).text).error_summary == ["Enter why you do not approve them"]
    follow(hester, hester.submit(page, {"reason": "It rained, and nobody was there."}))
    assert "It rained" in vera.get("/hours").text
    assert not amounts()
    follow(hester, hester.submit(hester.get(host_url(host, "/decided"))))
    assert the(entry).status == "waiting"


def test_undoing_a_no_stops_at_what_was_logged_again(regular: Booking, entry: HoursEntry) -> None:
    service.decline_hours(SYSTEM, the(entry), "No.")
    make_hours(regular)
    db.session.commit()
    with pytest.raises(DomainError, match="logged again since"):
        service.undo_decision(SYSTEM, the(entry))
    db.session.rollback()
    assert the(entry).status == "declined"


def test_many_are_approved_at_once_and_not_ones_own(
    host: Organisation,
    role: Opportunity,
    day: Occasion,
    host_owner: User,
    entry: HoursEntry,
    hester: InspectingClient,
) -> None:
    others = [make_hours(make_booking(make_user(), role, day, status="confirmed")) for _ in "abc"]
    own = make_hours(make_booking(host_owner, role, day, status="confirmed"))
    elsewhere = make_flexible_opportunity(make_organisation(owner=make_user()))
    foreign = make_hours(make_booking(make_user(), elsewhere, status="confirmed"))
    db.session.commit()
    nothing = hester.submit(hester.get(host_url(host)))
    assert Page(nothing.text).error_summary == ["Tick the hours that are right"]
    page = hester.click(hester.get(host_url(host)), "Tick all on this page")
    done = follow(hester, hester.submit(page))
    assert "Approved for 4 entries." in done.text
    assert "your own" in done.text
    assert {the(each).status for each in (*others, entry)} == {"approved"}
    assert [the(each).status for each in (own, foreign)] == ["waiting", "waiting"]
    assert hester.get(f"/hours/{foreign.id}/correct").status_code == 404
    refused = hester.submit(hester.get(f"/hours/{own.id}/correct"), form="Approve 3 hours")
    assert "your own hours" in follow(hester, refused).text


def test_one_turn_is_counted_once_whatever_is_written(regular: Booking, entry: HoursEntry) -> None:
    """The database itself refuses a second live entry, and a second amount of one step."""
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make_hours(regular, minutes=60)
    service.approve_hours(SYSTEM, the(entry))
    stale = the(entry)
    with pytest.raises(DomainError, match="approved already"):
        service.approve_hours(SYSTEM, stale)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        number = db.session.scalar(select(func.max(HoursAmount.number)))
        db.session.add(
            HoursAmount(
                hours_entry_id=entry.id,
                number=number,
                kind="approve",
                minutes=180,
                reason="",
                added_at=utcnow(),
            )
        )
    assert queries.count_minutes(entry.id) == 180


def test_the_log_carries_the_minutes_for_what_follows(entry: HoursEntry) -> None:
    service.approve_hours(SYSTEM, the(entry))
    service.correct_hours(SYSTEM, the(entry), 60, "Shorter.")
    service.undo_decision(SYSTEM, the(entry))
    actions = [f"volunteering:hours:{verb}" for verb in ("approve", "correct", "undo")]
    events = audit.list_events("hours", entry.id, actions=actions)
    told = {event.action: details.after for event, details in events}
    assert [(told[each]["minutes"], told[each]["change"]) for each in actions] == [
        (180, 180),
        (60, -120),
        (60, -60),
    ]
    approved = told[actions[0]]
    for key in ("user_id", "organisation_id", "booking_id"):
        assert approved[key] == getattr(entry, key)
    assert approved["done_on"] == entry.done_on.isoformat()
    assert "note" not in approved


def test_a_day_one_found_oneself_counts_like_any_other(
    volunteer_user: User, vera: InspectingClient, outbox: Outbox
) -> None:
    after = {
        "user_id": volunteer_user.id,
        "starts_at": "2026-03-04T09:00:00+00:00",
        "minutes": 420,
        "host_name": "Brook Lane Lunch Club",
    }
    for _ in range(2):
        audit.record(SYSTEM, "leave:own-day:confirm", "own-day", 9, after=after)
    db.session.commit()
    assert amounts() == [("approve", 420)]
    assert len(outbox.to("vera@example.org")) == 1
    text = Page(vera.get("/hours/certificate?year=2026").text).text
    for said in ("Vera Underhill", "7 hours", "Brook Lane Lunch Club", "4 March 2026"):
        assert said in text
    entry = db.session.scalars(select(HoursEntry)).one()
    assert vera.get(f"/hours/{entry.id}/correct").status_code == 404
    audit.record(SYSTEM, "leave:own-day:unconfirm", "own-day", 9)
    audit.record(SYSTEM, "leave:own-day:unconfirm", "own-day", 9)
    audit.record(SYSTEM, "leave:own-day:confirm", "own-day", 9, after=after | {"minutes": 60})
    assert amounts() == [("approve", 420), ("undo", -420), ("approve", 60)]


def test_totals_are_by_year_and_host_and_the_certificate_by_year(
    regular: Booking, vera: InspectingClient
) -> None:
    for done_on, minutes, name in (
        (date(2025, 5, 1), 60, "Marston Community Orchard"),
        (date(2026, 5, 1), 90, "Marston Community Orchard"),
        (date(2026, 6, 1), 120, "Marston Community Orchard"),
        (date(2026, 6, 2), 300, "Another host"),
    ):
        made = make_hours(regular, done_on=done_on, minutes=minutes, host_name=name)
        service.approve_hours(SYSTEM, made)
    make_hours(regular, done_on=date(2026, 7, 1), minutes=600)
    db.session.commit()
    totals = [
        (each.year, each.host_name, each.minutes) for each in queries.list_totals(regular.user_id)
    ]
    assert totals == [
        (2026, "Another host", 300),
        (2026, "Marston Community Orchard", 210),
        (2025, "Marston Community Orchard", 60),
    ]
    whole = Page(vera.get("/hours/certificate").text).text
    assert "9 hours 30 minutes" in whole
    one = vera.click(vera.get("/hours/certificate"), "2025")
    text = Page(one.text).text
    assert "1 hour as a volunteer in 2025" in text
    assert "Another host" not in text
    assert "nothing to certify for 2024" in vera.get("/hours/certificate?year=2024").text


def test_pages_have_a_second_page_and_cost_the_same(
    host: Organisation,
    regular: Booking,
    vera: InspectingClient,
    hester: InspectingClient,
) -> None:
    def add(count: int) -> None:
        first = utcnow().date() - timedelta(days=400)
        known = len(db.session.scalars(select(HoursEntry.id)).all())
        for number in range(known, known + count):
            made = make_hours(regular, done_on=first + timedelta(days=number))
            if number % 2:
                service.approve_hours(SYSTEM, made, tells=False)
        db.session.commit()

    paths = ("/hours", "/hours/certificate", host_url(host), host_url(host, "/decided"))
    clients = (vera, vera, hester, hester)
    add(6)
    few = [count_statements(*pair) for pair in zip(clients, paths, strict=True)]
    add(40)
    assert [count_statements(*pair) for pair in zip(clients, paths, strict=True)] == few
    assert max(few) <= MOST_STATEMENTS
    for client, path in (
        (vera, "/hours"),
        (hester, host_url(host)),
        (hester, host_url(host, "/decided")),
    ):
        assert "Page 2" in client.get(path).text
        assert client.get(f"{path}?page=2").status_code == 200
        assert "There is nothing on this page" in client.get(f"{path}?page=9").text
        hostile_query_strings(client, path, ["page"])
    hostile_query_strings(vera, "/hours/certificate", ["year"])


def test_forms_stand_whatever_is_sent(
    host: Organisation,
    regular: Booking,
    entry: HoursEntry,
    vera: InspectingClient,
    hester: InspectingClient,
) -> None:
    fuzz_form(vera, f"/bookings/{regular.id}/hours")
    fuzz_form(hester, f"/hours/{entry.id}/correct", form="Approve it")
    other = make_hours(regular, done_on=utcnow().date() - timedelta(days=5))
    fuzz_form(hester, f"/hours/{other.id}/decline")
    make_hours(regular, done_on=utcnow().date() - timedelta(days=6))
    fuzz_form(hester, host_url(host))


def test_a_decision_writes_its_own_columns_only(
    entry: HoursEntry, hester: InspectingClient
) -> None:
    before = snapshot(db.session)
    answer = post_every_column(
        hester, f"/hours/{entry.id}/correct", {"hours": "2", "reason": "Late."}, form="Approve it"
    )
    assert answer.status_code == 303
    touched = {pair for pair in changes(before, snapshot(db.session)) if pair[0] == "hours_entries"}
    columns = {"status", "minutes", "reason", "decided_at", "revision"}
    assert {column for _, column in touched} == columns


def test_another_members_hours_are_hidden(
    entry: HoursEntry,
    host: Organisation,
    sign_in_as,
    outbox: Outbox,
) -> None:
    viewer = make_user()
    make_member(host, viewer, "viewer")
    stranger = sign_in_as(viewer)
    for tail in ("correct", "decline"):
        assert stranger.get(f"/hours/{entry.id}/{tail}").status_code == 404
    token = stranger.csrf_token(stranger.get("/account/name"))
    for tail in ("approve", "undo", "withdraw"):
        answer = stranger.post(f"/hours/{entry.id}/{tail}", data={"csrf_token": token})
        assert answer.status_code == 404
    assert the(entry).status == "waiting"
