"""The weekly list: asked for, matched, sent once a week, paused, and ended with one click."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from aiosmtpd.controller import Controller
from sqlalchemy import select

from brokerage import jobs, mail
from brokerage.digests import rules, service, tasks
from brokerage.digests.models import DigestSending, DigestSubscription
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.service import mark_changed
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_flexible_opportunity,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.integration.test_mail import Mailbox, free_port
from tests.support.sign_in import suspend

PLANTS = "apples beans chard dill endive fennel garlic hops iris jasmine kale leeks".split()
pytestmark = pytest.mark.usefixtures("fresh_index")


def a_thursday():
    now = utcnow().replace(hour=12)
    return now + timedelta(days=(3 - now.weekday()) % 7 + 7)


@pytest.fixture
def thursday():
    with time_machine.travel(a_thursday(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def host(db_session):
    return make_organisation(
        owner=make_user(), name="Marston Orchard", kind="charity", register="charity"
    )


@pytest.fixture
def vera(thursday, db_session):
    """Return a volunteer who has asked for the list."""
    user = make_user(name="Vera Underhill", email="vera@example.org")
    make_volunteer(user)
    ask(user)
    db.session.commit()
    return user


@pytest.fixture
def day(host, thursday):
    """Return a day that fits her, in ten days."""
    opportunity = make_opportunity(host, title="Plant an orchard")
    make_session(opportunity, days_ahead=10)
    return opportunity


def ask(user) -> None:
    """Ask for the list some days before it goes out."""
    service.start_digest(Subject(user_id=user.id))
    asked = db.session.get_one(DigestSubscription, user.id)
    asked.asked_at = utcnow() - timedelta(days=3)
    db.session.commit()


def lists_to(outbox, address="vera@example.org"):
    return [each for each in outbox.to(address) if each.unsubscribe_url]


def end_path(outbox) -> str:
    return urlsplit(lists_to(outbox)[-1].unsubscribe_url).path


def test_the_list_names_what_fits_and_why(vera, day, outbox):
    assert tasks.has_due_digests()
    assert tasks.send_digests() == 1
    (sent,) = lists_to(outbox)
    assert sent.subject == "This week: 1 way to help that may suit you"
    assert "\nNew\n" in sent.body
    assert "Plant an orchard, Marston Orchard" in sent.body
    assert "Why it fits you: " in sent.body
    assert f"http://localhost/opportunities/{day.id}" in sent.body
    assert "5 places left" in sent.body
    assert "\n\n\n" not in sent.body


def test_a_second_run_in_a_week_sends_nothing_and_the_next_week_does(
    vera, host, day, outbox, thursday
):
    assert [tasks.send_digests(), tasks.send_digests()] == [1, 0]
    assert not tasks.has_due_digests()
    thursday.shift(timedelta(days=7))
    make_session(make_opportunity(host, title="Press apples"), days_ahead=20)
    db.session.commit()
    assert tasks.send_digests() == 1
    assert [each.week for each in db.session.scalars(select(DigestSending))] == sorted(
        {rules.week_of(utcnow() - timedelta(days=7)), rules.week_of(utcnow())}
    )
    last = lists_to(outbox)[-1].body
    new, _, soon = last.partition("\nShort of people\n")
    assert "Press apples" in new
    assert "Plant an orchard" in soon


def test_the_database_refuses_a_second_list_of_a_week(vera, day, outbox):
    sections = tasks.queries.list_sections(vera.id, utcnow() - timedelta(days=9), utcnow())
    assert service.send_digest(vera.id, sections, utcnow())
    assert not service.send_digest(vera.id, sections, utcnow())
    assert len(lists_to(outbox)) == 1


def test_the_job_is_on_the_schedule(app, vera, day, outbox, monkeypatch):
    (job,) = [each for each in app.extensions["jobs"] if each.name == "send-digests"]
    # Alone: other jobs keep an index on disk, which other tests would find.
    monkeypatch.setitem(app.extensions, "jobs", [job])
    assert job.has_work()
    assert jobs.run_due_jobs() == ["send-digests"]
    assert jobs.run_due_jobs() == []
    assert len(lists_to(outbox)) == 1


def test_before_thursday_nothing_goes_out(vera, day, outbox, thursday):
    thursday.shift(timedelta(days=-1))
    assert not tasks.has_due_digests()
    assert tasks.send_digests() == 0


def test_who_asks_after_it_went_out_gets_the_next_one(vera, day, outbox, thursday):
    actor = Subject(user_id=vera.id)
    service.end_digest(actor, vera.id)
    service.start_digest(actor)
    db.session.commit()
    assert tasks.send_digests() == 0
    thursday.shift(timedelta(days=7))
    assert tasks.send_digests() == 1


def test_a_pause_that_ends_after_it_went_out_holds_for_that_week(vera, day, outbox, thursday):
    subscription(vera).paused_until = utcnow().date() + timedelta(days=1)
    db.session.commit()
    thursday.shift(timedelta(days=2))
    assert tasks.send_digests() == 0
    thursday.shift(timedelta(days=5))
    assert tasks.send_digests() == 1


def test_an_empty_list_is_not_sent_and_we_look_once(vera, outbox):
    assert tasks.send_digests() == 0
    assert lists_to(outbox) == []
    assert not tasks.has_due_digests()


@pytest.mark.parametrize("status", ["draft", "submitted", "closed"])
def test_nothing_unapproved_is_in_it(vera, host, outbox, status):
    make_session(make_opportunity(host, status=status))
    make_session(make_opportunity(make_organisation(owner=make_user(), status="submitted")))
    assert tasks.send_digests() == 0


def test_what_was_approved_and_is_closed_before_the_run_is_left_out(vera, day, outbox):
    assert tasks.queries.list_sections(vera.id, utcnow() - timedelta(days=9), utcnow())
    day.status = "closed"
    db.session.commit()
    assert tasks.send_digests() == 0


def test_at_most_eight_are_named(vera, host, outbox):
    for number in range(12):
        other = make_organisation(
            owner=make_user(), name=f"Host {number}", kind="charity", register="charity"
        )
        chosen = make_opportunity(
            other, title=f"Plant {PLANTS[number]}", description=PLANTS[number]
        )
        make_session(chosen, days_ahead=number + 2)
    db.session.commit()
    tasks.send_digests()
    assert len(re.findall(r"/opportunities/\d+", lists_to(outbox)[0].body)) == rules.MOST_SHOWN


def test_nobody_gets_it_who_did_not_ask_or_has_no_profile(host, day, thursday, outbox):
    make_volunteer(make_user(email="walter@example.org"))
    user = make_user(email="wilma@example.org")
    ask(user)
    db.session.commit()
    assert tasks.send_digests() == 0


def test_a_suspended_or_unverified_user_gets_none(vera, day, outbox):
    vera.verified_at = None
    db.session.commit()
    assert tasks.send_digests() == 0
    vera.verified_at = utcnow()
    db.session.commit()
    suspend(vera)
    assert tasks.send_digests() == 0


def test_what_is_not_for_her_is_left_out_until_she_undoes_it(vera, day, outbox):
    actor = Subject(user_id=vera.id)
    service.dismiss(actor, "opportunity", day.id)
    service.dismiss(actor, "opportunity", day.id)
    db.session.commit()
    assert not tasks.queries.list_sections(vera.id, utcnow() - timedelta(days=9), utcnow())
    service.restore(actor, "opportunity", day.id)
    service.restore(actor, "opportunity", day.id)
    db.session.commit()
    assert tasks.send_digests() == 1


def test_one_persons_failure_is_no_others(vera, day, outbox, monkeypatch):
    before = make_user(email="aaron@example.org")
    make_volunteer(before)
    vera_id = vera.id

    def fail_for_one(user_id, since, now):
        if user_id != vera_id:
            raise RuntimeError("broken")
        return list_sections(user_id, since, now)

    list_sections = tasks.queries.list_sections
    ask(before)
    db.session.commit()
    monkeypatch.setattr(tasks.queries, "list_sections", fail_for_one)
    assert tasks.send_digests() == 1
    assert tasks.has_due_digests()


def test_what_is_near_or_flexible_stands_under_its_reason(vera, host, outbox, thursday):
    long_ago = utcnow() - timedelta(days=200)
    make_flexible_opportunity(
        host,
        title="Prune the trees",
        published_at=long_ago,
        causes=["food-growing"],
        skills=["gardening"],
    )
    db.session.commit()
    tasks.send_digests()
    body = lists_to(outbox)[0].body
    assert body.index("\nNear you\n") < body.index("Prune the trees")
    assert "Times agreed with the host" in body


# Pausing and ending


def test_a_pause_lasts_a_month(vera, day, outbox, thursday, sign_in_as):
    client = sign_in_as(vera)
    client.submit(client.get("/account/weekly-list"), form="/account/weekly-list/pause")
    assert "It is paused until" in client.get("/account/weekly-list").text
    assert tasks.send_digests() == 0
    thursday.shift(timedelta(days=35))
    make_session(day, days_ahead=12)
    mark_changed("opportunity", day.id)
    db.session.commit()
    assert tasks.send_digests() == 1


def test_asking_and_ending_on_ones_own_page(db_session, sign_in_as):
    user = make_user()
    client = sign_in_as(user)
    page = client.get("/account/weekly-list")
    assert "You do not get it." in page.text
    client.submit(page, form="/account/weekly-list/start")
    page = client.get("/account/weekly-list")
    assert "You get it." in page.text
    client.submit(page, form="/account/weekly-list/end")
    assert "You do not get it." in client.get("/account/weekly-list").text
    client.post("/account/weekly-list/pause", data={"csrf_token": client.csrf_token(page)})
    assert "You do not get it." in client.get("/account/weekly-list").text


def test_the_page_shows_what_the_list_would_say(vera, day, sign_in_as):
    page = sign_in_as(vera).get("/account/weekly-list")
    assert "Plant an orchard" in page.text


def test_a_mail_reader_ends_it_with_one_post_and_no_cookie(vera, day, outbox, client):
    tasks.send_digests()
    path = end_path(outbox)
    assert client.get(path).status_code == 200
    assert subscription(vera).ended_at is None
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert subscription(vera).ended_at is not None
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_one_click_can_only_end_the_list(vera, day, outbox, client):
    tasks.send_digests()
    client.post(end_path(outbox), data={"List-Unsubscribe": "One-Click", "pause": "yes"})
    assert subscription(vera).ended_at is not None


def test_any_other_post_needs_the_pages_token(vera, day, outbox, client):
    tasks.send_digests()
    path = end_path(outbox)
    for data in ({}, {"pause": "yes"}, {"List-Unsubscribe": "yes"}):
        assert client.post(path, data=data).status_code == 400
    assert subscription(vera).ended_at is None
    done = client.submit(client.get(path), form="Stop the list")
    assert "The weekly list has ended" in done.text
    assert subscription(vera).ended_at is not None


def test_a_person_can_pause_it_by_the_link(vera, day, outbox, client):
    tasks.send_digests()
    path = end_path(outbox)
    page = client.get(path)
    done = client.post(path, data={"csrf_token": client.csrf_token(page), "pause": "yes"})
    assert "The weekly list is paused" in done.text
    assert subscription(vera).paused_until is not None


def test_a_wrong_link_is_not_found(client, db_session):
    path = "/weekly-list/" + "x" * 43
    assert client.get(path).status_code == 404
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 404


def test_whoever_ended_it_while_the_list_was_made_gets_none(vera, day, outbox):
    sections = tasks.queries.list_sections(vera.id, utcnow() - timedelta(days=9), utcnow())
    service.end_digest(Subject(user_id=vera.id), vera.id)
    assert not service.send_digest(vera.id, sections, utcnow())
    assert lists_to(outbox) == []


# As a mail server is handed it


@pytest.fixture
def server(app, monkeypatch):
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    config = replace(app.extensions["config"], smtp_port=controller.port)
    monkeypatch.setitem(app.extensions, "mail_sender", mail.SmtpSender(config))
    yield controller
    controller.stop()


def test_the_headers_are_those_of_rfc_8058_on_one_line_each(server, vera, day, host, outbox):
    host.name = "Orchard\r\nBcc: all@example.org"
    vera.name = "Vera\nX-Evil: 1"
    db.session.commit()
    tasks.send_digests()
    db.session.commit()
    mail.deliver_outbox()
    (envelope,) = [each for each in server.handler.envelopes if b"List-Unsubscribe" in each.content]
    assert envelope.rcpt_tos == ["vera@example.org"]
    head = envelope.content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    url = lists_to(outbox)[0].unsubscribe_url
    assert f"List-Unsubscribe: <{url}>".encode() in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert not [line for line in head if line.lower().startswith((b"bcc", b"x-evil"))]
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert "Plant an orchard" in message.get_body(("plain",)).get_content()


def subscription(user) -> DigestSubscription:
    db.session.expire_all()
    return db.session.get_one(DigestSubscription, user.id)
