"""Hearing of new planned purchases: asked for, sent once a day, ended with one click."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from brokerage.demand import tasks
from brokerage.demand.models import DemandSending, DemandSubscription
from brokerage.extensions import db, utcnow
from tests.factories.accounts import make_user
from tests.factories.demand import make_planned_purchase, make_subscription
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings

PAGE = "/account/planned-purchases"


@pytest.fixture
def morning():
    """Tell a time at which mail goes out, and let the test go on from there."""
    with time_machine.travel(utcnow().replace(hour=9, minute=30), tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader(morning, db_session):
    return make_user(name="Rhea Reader", email="rhea@example.org")


@pytest.fixture
def rhea(reader, sign_in_as):
    return sign_in_as(reader)


def next_day(morning):
    morning.shift(timedelta(days=1))


def mails(outbox):
    return outbox.to("rhea@example.org")


def test_a_wish_is_kept_shown_and_ended(rhea, council):
    make_planned_purchase(council)
    page = rhea.get(f"{PAGE}?buyer={council.id}")
    shown = rhea.submit(page, {"category": "55000000"}, form="Send me these", follow_redirects=True)
    assert "Hotels, catering and food service, planned by Thamebridge Council" in shown.text
    rhea.submit(shown, {}, form="Send me these")
    assert len(db.session.scalars(select(DemandSubscription)).all()) == 2
    wish = db.session.scalars(select(DemandSubscription).order_by(DemandSubscription.id)).first()
    ended = rhea.submit(rhea.get(PAGE), {}, form=f"{PAGE}/{wish.id}/remove", follow_redirects=True)
    assert "All kinds of work, planned by all buyers" in ended.text
    assert len(db.session.scalars(select(DemandSubscription)).all()) == 1


def test_what_is_new_and_wished_for_comes_once(reader, council, morning, outbox):
    other = make_organisation(kind="authority", name="Windrush Vale Council")
    make_planned_purchase(council, title="Lunches from before")
    morning.shift(timedelta(minutes=1))
    make_subscription(reader, buyer_id=council.id, division="55000000")
    morning.shift(timedelta(minutes=1))
    make_planned_purchase(council, title="Lunches that are new")
    make_planned_purchase(council, title="Trees that are new", codes=("77310000",))
    make_planned_purchase(other, title="Lunches of another")
    db.session.commit()
    morning.shift(timedelta(minutes=1))
    assert tasks.send_updates() == 1
    (mail,) = mails(outbox)
    assert mail.subject == "What councils plan to buy: 1 new planned purchase"
    assert "Lunches that are new" in mail.body
    for title in ("Lunches from before", "Trees that are new", "Lunches of another"):
        assert title not in mail.body
    assert not tasks.has_due_updates()
    assert tasks.send_updates() == 0
    next_day(morning)
    assert tasks.send_updates() == 0
    assert len(mails(outbox)) == 1


def test_nothing_is_sent_before_the_morning_or_without_news(reader, council, morning, outbox):
    make_subscription(reader)
    db.session.commit()
    assert tasks.send_updates() == 0
    assert db.session.scalars(select(DemandSending.shown)).all() == [0]
    next_day(morning)
    make_planned_purchase(council, added_at=utcnow() - timedelta(hours=1))
    db.session.commit()
    morning.move_to(utcnow().replace(hour=3))
    assert not tasks.has_due_updates()
    assert tasks.send_updates() == 0


def test_a_withdrawn_line_and_a_suspended_reader_are_left_out(reader, council, morning, outbox):
    make_subscription(reader)
    morning.shift(timedelta(minutes=1))
    make_planned_purchase(council, state="withdrawn", withdrawn_at=utcnow())
    db.session.commit()
    assert tasks.send_updates() == 0
    next_day(morning)
    make_planned_purchase(council)
    reader.suspended_at = utcnow()
    db.session.commit()
    morning.shift(timedelta(minutes=1))
    assert tasks.send_updates() == 0
    assert mails(outbox) == []


def test_one_click_ends_it_without_signing_in(client, reader, council, morning, outbox):
    make_subscription(reader)
    morning.shift(timedelta(minutes=1))
    make_planned_purchase(council)
    db.session.commit()
    morning.shift(timedelta(minutes=1))
    tasks.send_updates()
    (mail,) = mails(outbox)
    path = re.search(r"/what-we-buy/updates/\S+", mail.unsubscribe_url or "").group()
    assert path in mail.body
    assert "Stop these emails?" in client.get(path).text
    assert db.session.scalars(select(DemandSubscription)).first() is not None
    assert client.post(path, data={"x": "1"}).status_code == 400
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert "These emails have ended" in answer.text
    assert db.session.scalars(select(DemandSubscription)).first() is None
    assert client.get("/what-we-buy/updates/a-token-that-nobody-was-sent").status_code == 404


def test_a_long_list_is_cut_and_leads_on(reader, council, morning, outbox):
    make_subscription(reader)
    morning.shift(timedelta(minutes=1))
    for _ in range(15):
        make_planned_purchase(council)
    db.session.commit()
    morning.shift(timedelta(minutes=1))
    tasks.send_updates()
    assert "And 3 more" in mails(outbox)[0].body


def test_twenty_wishes_are_enough(rhea, reader, council):
    make_planned_purchase(council)
    for number in range(20):
        make_subscription(reader, buyer_id=1000 + number)
    page = rhea.submit(rhea.get(PAGE), {}, form="Send me these")
    assert "End one first" in page.text


def test_hostile_input(rhea, council):
    make_planned_purchase(council)
    fuzz_form(rhea, PAGE, form="Send me these")
    hostile_query_strings(rhea, PAGE, ["buyer", "category"])
