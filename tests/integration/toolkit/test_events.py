"""Events: places, waiting lists, changes, mail, calendars, who came."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from brokerage.audit import AuditEvent
from brokerage.calendars.service import reset_address
from brokerage.extensions import db, utcnow
from brokerage.scheduling.models import Session
from brokerage.toolkit.models import Event, SignUp
from brokerage.toolkit.queries import count_attendance
from brokerage.toolkit.queries.events import get_event
from brokerage.toolkit.tasks import has_due_events, mind_toolkit, remind_of_events
from tests.factories.accounts import make_user
from tests.factories.demand import make_planned_purchase
from tests.factories.toolkit import make_event, make_sign_up
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.statements import count_statements

LINK = "https://meet.example/room-1"


def planned(days=30, **more):
    day = (utcnow() + timedelta(days=days)).date()
    return {
        "title": "Meet the people who buy",
        "kind": "meet-the-buyer",
        "about": "Talk to our buyers for ten minutes each.",
        "starts_on-day": str(day.day),
        "starts_on-month": str(day.month),
        "starts_on-year": str(day.year),
        "starts_time": "10:00",
        "ends_time": "12:30",
        "place": "Town hall",
        "online_link": LINK,
        "places": "1",
    } | more


def move(event, **times):
    db.session.execute(update(Session).where(Session.id == event.session_id).values(**times))
    db.session.expire_all()


def take_place_long_ago(event, hours=5):
    now = utcnow()
    starts_at = now - timedelta(hours=hours)
    move(event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))


def test_a_host_suggests_a_broker_opens_and_people_sign_up(
    bashir, brona, simone, firm, council, outbox, db_session
):
    own = f"/organisations/{council.id}/toolkit"
    form = bashir.click(bashir.get(own), "Suggest an event")
    wrong = bashir.submit(form, planned(place="", online_link=""))
    assert "Say where it is: a place, a link, or both" in wrong.text
    assert "Talk to our buyers for ten minutes each." in wrong.text
    assert "begins with https://" in bashir.submit(form, planned(online_link="meet.example")).text
    assert "start in the future" in bashir.submit(form, planned(days=-2)).text
    bashir.submit(form, planned())
    event = db_session.scalars(select(Event)).one()
    address = f"/events/{event.id}"
    assert "An event to decide about" in outbox.last_to("brona@example.org").subject
    assert simone.get(address).status_code == 404
    decline = brona.click(brona.get(f"{address}/people"), "Do not take it yet")
    brona.submit(decline, {"reason": "Please say how to get in without steps."})
    assert "without steps" in outbox.last_to("bashir@example.org").body
    edit = bashir.click(bashir.get(f"{address}/people"), "Change it")
    bashir.submit(edit, {"place": "Town hall, ramp at the side"})
    brona.submit(brona.get(f"{address}/people"), {}, form="Open it to everyone")
    assert "is open" in outbox.last_to("bashir@example.org").subject
    shown = simone.get(address)
    assert LINK not in shown.text
    assert "1 place left" in shown.text
    joined = simone.submit(simone.click(shown, "Sign up"), {}, follow_redirects=True)
    assert "You have a place" in joined.text
    assert LINK in joined.text
    assert LINK in outbox.to("simone@example.org")[0].body
    assert "All places are taken" in outbox.last_to("bashir@example.org").subject
    assert "Thornhill Bakery" in bashir.get(f"{address}/people").text
    verbs = db_session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("toolkit:"))
        .order_by(AuditEvent.id)
    ).all()
    assert [verb.removeprefix("toolkit:") for verb in verbs] == [
        "event:suggest",
        "event:decline",
        "event:edit",
        "event:publish",
        "sign-up:add",
    ]


def test_the_next_in_line_gets_a_place_that_is_given_back(
    simone, sign_in_as, council, buyer, outbox, db_session
):
    event = make_event(council, buyer, places=1)
    first, second = make_user(email="first@example.org"), make_user(email="second@example.org")
    address = f"/events/{event.id}"
    simone.submit(simone.get(f"{address}/join"), {})
    for user in (first, second):
        waiting = sign_in_as(user)
        page = waiting.submit(waiting.get(f"{address}/join"), {}, follow_redirects=True)
        assert "You are on the waiting list" in page.text
        assert LINK not in page.text
        assert waiting.get(f"{address}/calendar.ics").status_code == 404
    assert "2 people wait" in sign_in_as(make_user()).get(address).text
    left = simone.submit(simone.get(f"{address}/leave"), {}, follow_redirects=True)
    assert "You are not on the list any more" in left.text
    assert "You have a place now" in outbox.to("first@example.org")[-2].subject
    assert "waiting list" in outbox.last_to("second@example.org").subject
    assert "You are not coming" in outbox.to("simone@example.org")[-2].subject
    statuses = dict(db_session.execute(select(SignUp.user_id, SignUp.status)).all())
    assert (statuses[first.id], statuses[second.id]) == ("coming", "waiting")
    assert get_event(event.id).session.taken == 1
    again = simone.submit(simone.get(f"{address}/join"), {}, follow_redirects=True)
    assert "You are on the waiting list" in again.text


def test_more_places_go_to_those_who_wait(bashir, council, buyer, outbox, db_session):
    event = make_event(council, buyer, places=1)
    make_sign_up(event, make_user())
    waiting = make_sign_up(event, make_user(email="w@example.org"), status="waiting")
    edit = bashir.get(f"/events/{event.id}/edit")
    bashir.submit(edit, {"places": "3"})
    db_session.refresh(waiting)
    assert (waiting.status, get_event(event.id).session.taken) == ("coming", 2)
    subjects = [mail.subject for mail in outbox.to("w@example.org")]
    assert subjects[0].startswith("You have a place now")
    fewer = bashir.submit(bashir.get(f"/events/{event.id}/edit"), {"places": "1"})
    assert "More people than that have a place already" in fewer.text


def test_calendars_keep_one_identity_and_hear_of_each_change(
    simone, bashir, firm_owner, council, buyer, outbox, client, db_session
):
    event = make_event(council, buyer)
    address = f"/events/{event.id}"
    simone.submit(simone.get(f"{address}/join"), {})
    token = reset_address(firm_owner.as_subject(), None)
    feed = f"/calendars/{token}.ics"

    def told(mail):
        unfolded = mail.calendar.replace("\r\n ", "")
        return (
            re.search(r"UID:(\S+)", unfolded)[1],
            re.search(r"SEQUENCE:(\d+)", unfolded)[1],
            mail.calendar_method,
        )

    sent = [mail for mail in outbox.to("simone@example.org") if mail.calendar]
    uid, number, method = told(sent[0])
    assert (number, method) == ("0", "REQUEST")
    assert uid in client.get(feed).text
    assert uid in simone.get(f"{address}/calendar.ics").text
    bashir.submit(bashir.get(f"{address}/edit"), {"place": "Library, first floor"})
    assert "Library" in outbox.to("simone@example.org")[-1].body
    bashir.submit(bashir.get(f"{address}/edit"), {"about": "Another text that nobody is told of."})
    cancel = bashir.submit(bashir.get(f"{address}/cancel"), {"reason": "The room is flooded."})
    assert cancel.status_code == 303
    sent = [mail for mail in outbox.to("simone@example.org") if mail.calendar]
    assert [told(mail) for mail in sent][-1] == (uid, "2", "CANCEL")
    assert "STATUS:CANCELLED" in client.get(feed).text
    bodies = [mail.body for mail in outbox.to("simone@example.org")]
    assert any("The room is flooded." in body for body in bodies)
    assert "told 1 person" in outbox.last_to("bashir@example.org").body
    page = client.get(address)
    assert "This event does not take place. The room is flooded." in page.text
    assert "Sign up" not in page.text.partition("<main")[2]
    assert "Cancelled" in client.get("/events").text


def test_who_comes_is_reminded_once_and_the_host_gets_the_list(
    council, buyer, outbox, db_session
):
    event = make_event(council, buyer)
    move(event, starts_at=utcnow() + timedelta(hours=20))
    make_sign_up(event, make_user(name="Ada Quill", email="ada@example.org"), note="A ramp")
    assert has_due_events()
    for _ in range(2):
        remind_of_events()
    assert [mail.subject[:5] for mail in outbox.to("ada@example.org")] == ["Soon:"]
    listed = outbox.last_to("bashir@example.org").body
    assert "Ada Quill" in listed
    assert "A ramp" not in listed
    assert not has_due_events()


def test_who_came_is_said_afterwards_corrected_and_counted(
    bashir, simone, council, buyer, db_session
):
    event = make_event(council, buyer)
    came, missed = make_sign_up(event, make_user()), make_sign_up(event, make_user())
    address = f"/events/{event.id}"
    early = bashir.submit(bashir.get(f"{address}/attendance"), {"others": "0"})
    assert "It has not begun yet" in early.text
    take_place_long_ago(event)
    today = utcnow().date()
    days = (today - timedelta(days=1), today)
    assert [(each.events, each.not_recorded) for each in count_attendance(*days)] == [(0, 1)]
    form = bashir.click(bashir.get(f"{address}/people"), "Say who came")
    assert "Enter a number, 0 if nobody else came" in bashir.submit(form, {"others": ""}).text
    bashir.submit(form, {"came": [str(came.id)], "others": "4"})
    db_session.refresh(missed)
    assert missed.came is False
    (counted,) = count_attendance(*days)
    assert (counted.kind, counted.events, counted.people) == ("meet-the-buyer", 1, 5)
    bashir.submit(
        bashir.get(f"{address}/attendance"), {"came": [str(came.id), str(missed.id)], "others": "0"}
    )
    assert count_attendance(*days)[0].people == 2
    assert count_attendance(today + timedelta(days=5), today + timedelta(days=9)) == []
    assert simone.get(f"{address}/attendance").status_code == 404
    assert "This event is over" in simone.get(address).text
    assert event.title in simone.get("/events?when=past").text


def test_what_people_tell_a_host_is_erased_a_month_later(council, buyer, db_session):
    event = make_event(council, buyer)
    sign_up = make_sign_up(event, make_user(), note="I am deaf in one ear")
    mind_toolkit()
    assert sign_up.note
    take_place_long_ago(event, hours=31 * 24)
    mind_toolkit()
    db_session.refresh(sign_up)
    assert sign_up.note == ""


def test_nobody_signs_up_twice_or_for_what_is_closed(simone, firm_owner, council, buyer, db_session):
    event = make_event(council, buyer)
    form = simone.get(f"/events/{event.id}/join")
    simone.submit(form, {})
    assert "signed up for this already" in simone.submit(form, {}, follow_redirects=True).text
    over = make_event(council, buyer)
    page = simone.get(f"/events/{over.id}/join")
    move(over, starts_at=utcnow() - timedelta(minutes=1))
    assert "has begun or is over" in simone.submit(page, {}).text
    closed = make_event(council, buyer)
    page = simone.get(f"/events/{closed.id}/join")
    closed.state, closed.cancelled_at = "cancelled", utcnow()
    db.session.flush()
    assert "this event is not open" in simone.submit(page, {}).text


def test_a_broker_names_the_host_or_is_told_who_was_meant(brona, council, client, db_session):
    form = brona.click(brona.get("/events/manage"), "Add an event")
    wrong = brona.submit(form, planned(host="Thamebridge"))
    assert "Did you mean Thamebridge Council?" in wrong.text
    brona.submit(form, planned(host="thamebridge council"))
    brona.submit(form, planned(host="", title="The partnership’s own meeting"))
    hosts = db_session.scalars(select(Event.organisation_id).order_by(Event.id)).all()
    assert hosts == [council.id, None]
    listed = client.get("/events")
    assert "2 events" in listed.text
    assert "No event of this kind" in client.get("/events?kind=hr-network").text


def test_what_we_buy_and_the_public_page_lead_to_a_buyers_events(client, council, buyer):
    make_planned_purchase(council, codes=())
    event = make_event(council, buyer, title="Meet the parks team")
    make_event(council, buyer, title="Not yet open", state="suggested")
    for address in (f"/what-we-buy/{council.slug}", f"/directory/{council.slug}"):
        page = client.get(address)
        assert "Come and meet them" in page.text
        assert f"/events/{event.id}" in page.text
        assert "Not yet open" not in page.text


def test_ones_own_events_and_empty_lists(simone, firm_owner, client, council, buyer, db_session):
    assert "Nothing is planned now" in client.get("/events").text
    assert "No past events" in client.get("/events?when=past").text
    assert "You have not signed up" in simone.get("/account/events").text
    for _ in range(21):
        make_sign_up(make_event(council, buyer), firm_owner)
    assert "Showing 21 to 21 of 21 events" in simone.get("/account/events?page=2").text
    assert "Showing 21 to 21 of 21 events" in client.get("/events?page=2").text
    hostile_query_strings(client, "/events", ["kind", "when", "page"])


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        (Event, {"place": "", "online_link": ""}),
        (Event, {"state": "cancelled"}),
        (Event, {"others": -1}),
        (SignUp, {"status": "waiting", "came": True}),
        (Session, {"taken": 21}),
    ],
)
def test_the_database_refuses_what_makes_no_sense(council, buyer, db_session, table, wrong):
    make_sign_up(make_event(council, buyer), make_user())
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(table).values(**wrong))


def test_the_database_gives_nobody_two_places(council, buyer, db_session):
    event, user = make_event(council, buyer), make_user()
    make_sign_up(event, user, status="left")
    make_sign_up(event, user)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        make_sign_up(event, user, status="waiting")


def test_each_form_stands_hostile_posts(bashir, brona, simone, council, buyer, db_session):
    event = make_event(council, buyer)
    make_sign_up(event, make_user())
    over = make_event(council, buyer)
    take_place_long_ago(over)
    make_sign_up(over, make_user())
    suggested = make_event(council, buyer, state="suggested")
    for client, page in (
        (brona, "/events/add"),
        (brona, f"/events/{suggested.id}/decline"),
        (bashir, f"/organisations/{council.id}/events/add"),
        (bashir, f"/events/{event.id}/edit"),
        (bashir, f"/events/{over.id}/attendance"),
        (bashir, f"/events/{event.id}/cancel"),
        (simone, f"/events/{make_event(council, buyer).id}/join"),
    ):
        fuzz_form(client, page, posts=15)


def test_each_page_takes_as_many_statements_for_ten_rows_as_for_forty(
    client, bashir, brona, simone, firm_owner, council, buyer, db_session
):
    event = make_event(council, buyer, places=100)
    make_sign_up(event, firm_owner)
    make_planned_purchase(council, codes=())
    addresses = [
        (client, "/events"),
        (simone, f"/events/{event.id}"),
        (simone, "/account/events"),
        (bashir, f"/events/{event.id}/people"),
        (bashir, f"/events/{event.id}/attendance"),
        (bashir, f"/organisations/{council.id}/toolkit"),
        (brona, "/events/manage"),
        (client, f"/what-we-buy/{council.slug}"),
    ]
    counts = []
    for more in (10, 40):
        for _ in range(more):
            make_sign_up(event, make_user())
            make_sign_up(make_event(council, buyer), firm_owner)
        counts.append([count_statements(*each) for each in addresses])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15, counts
