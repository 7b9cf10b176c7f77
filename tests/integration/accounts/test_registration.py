"""From "Create an account" to the first sign-in, and every way it can go astray."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from brokerage.accounts.models import OneTimeLink, User
from brokerage.accounts.queries import find_user_by_email
from brokerage.extensions import utcnow
from tests.factories.accounts import make_user
from tests.support.page import Page
from tests.support.sign_in import PASSWORD

NEW = {
    "name": "Priya Ramanathan",
    "email": "priya@joinery.example",
    "password": PASSWORD,
    "age_band": "18+",
}


@pytest.fixture
def register(client):
    def send(address="/register", **changes):
        return client.submit(client.get(address), NEW | changes)

    return send


def test_a_newcomer_registers_confirms_and_signs_in(client, register, outbox):
    answer = register()
    assert answer.status_code == 303
    assert "Check your email" in client.get(answer.location).text

    link = outbox.link_to(NEW["email"])
    page = client.get(link)
    assert Page(page.text).heading == "Confirm your email address"
    confirmed = client.submit(page)
    assert confirmed.location == "/sign-in"
    page = client.get("/sign-in")
    assert "Your email address is confirmed" in page.text
    client.submit(page, {"email": "PRIYA@joinery.example", "password": PASSWORD})
    account = client.get("/account")
    assert account.status_code == 200
    assert "Priya Ramanathan" in account.text


def test_looking_at_the_link_does_not_use_it_up(client, register, outbox, db_session):
    register()
    link = outbox.link_to(NEW["email"])
    for _ in range(3):
        client.get(link)
        client.head(link)
    assert find_user_by_email(NEW["email"]).verified_at is None
    assert client.submit(client.get(link)).status_code == 303
    assert find_user_by_email(NEW["email"]).verified_at is not None


def test_a_link_followed_twice_says_that_all_is_well(client, register, outbox):
    register()
    link = outbox.link_to(NEW["email"])
    client.submit(client.get(link))
    assert Page(client.get(link).text).heading == "Your email address is confirmed"


def test_after_an_hour_the_link_offers_a_new_one(client, register, outbox):
    register()
    old = outbox.link_to(NEW["email"])
    with time_machine.travel(utcnow() + timedelta(hours=1, seconds=1)):
        page = client.get(old)
        assert Page(page.text).heading == "This link no longer works"
        client.submit(page)
        new = outbox.link_to(NEW["email"])
        assert new != old
        assert client.submit(client.get(new)).status_code == 303


def test_only_the_newest_link_works(client, register, outbox):
    register()
    old = outbox.link_to(NEW["email"])
    client.submit(client.get("/confirm-email"), {"email": NEW["email"]})
    assert Page(client.get(old).text).heading == "This link no longer works"
    assert client.submit(client.get(outbox.link_to(NEW["email"]))).status_code == 303


def test_a_forged_link_leads_to_a_page_with_a_way_on(client, db_session):
    address = f"/confirm-email/{'x' * 43}"
    form = {"csrf_token": client.csrf_token(client.get("/sign-in"))}
    for page in (client.get(address), client.post(address, data=form)):
        assert Page(page.text).heading == "This link no longer works"
        assert Page(page.text).link("Get a new link") == "/confirm-email"
    assert client.post(f"{address}/new-link", data=form).location == address


def test_registering_again_before_confirming_takes_the_newest_password(client, register, outbox):
    register(password="violet kettle harbour nine", name="Somebody Else")
    stolen = outbox.link_to(NEW["email"])
    register()
    assert Page(client.get(stolen).text).heading == "This link no longer works"
    client.submit(client.get(outbox.link_to(NEW["email"])))
    answer = client.submit(client.get("/sign-in"), {"email": NEW["email"], "password": PASSWORD})
    assert answer.status_code == 303
    assert "Priya Ramanathan" in client.get("/account").text


def test_a_known_address_gets_mail_and_no_second_account(client, register, outbox, db_session):
    make_user(email=NEW["email"], name="Priya R")
    answer = register()
    assert answer.location == "/register/check-your-email"
    assert outbox.last_to(NEW["email"]).subject == "You already have an account"
    assert db_session.scalar(select(func.count()).select_from(User)) == 1


def test_the_way_on_survives_the_mail(client, register, outbox):
    register(address="/register?next=/account/name")
    confirmed = client.submit(client.get(outbox.link_to(NEW["email"])))
    assert confirmed.location == "/sign-in?next=/account/name"
    answer = client.submit(
        client.get(confirmed.location), {"email": NEW["email"], "password": PASSWORD}
    )
    assert answer.location == "/account/name"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Enter your name"),
        ({"email": "priya@joinery"}, "correct format"),
        ({"password": ""}, "Enter a password"),
        ({"password": "short"}, "at least 10 characters"),
        ({"password": "PriyaRamanathan"}, "too easy to guess"),
        ({"password": "oxfordshire1"}, "too easy to guess"),
        ({"password": "x7#Qm!vT2pLz" * 20}, "characters or fewer"),
        ({"age_band": None}, "Select how old you are"),
    ],
)
def test_bad_answers_keep_what_was_typed_but_the_password(register, db_session, changes, said):
    page = register(**changes)
    assert page.status_code == 200
    assert said in " ".join(Page(page.text).error_summary)
    assert (NEW | changes)["email"] in page.text
    assert PASSWORD not in page.text
    assert db_session.scalar(select(func.count()).select_from(User)) == 0


def test_the_page_says_who_cannot_have_an_account(client, db_session):
    assert "Nobody under 16 can have an account" in client.get("/register").text


def test_what_was_typed_is_not_mailed_to_an_unconfirmed_address(register, outbox):
    register(name="Win a prize at evil.example")
    assert "prize" not in outbox.last_to(NEW["email"]).body


def test_asking_for_a_link_answers_alike_whoever_asks(client, outbox, db_session):
    make_user(email="waiting@site.example", is_verified=False)
    make_user(email="known@site.example")
    answers = [
        client.submit(client.get("/confirm-email"), {"email": email})
        for email in ("waiting@site.example", "known@site.example", "nobody@site.example")
    ]
    assert len({(each.status, each.location, each.text) for each in answers}) == 1
    assert outbox.recipients() == ["waiting@site.example"]


def test_a_new_password_by_mail(client, outbox, db_session, sign_in_as):
    user = make_user(email="sam@site.example")
    elsewhere = sign_in_as(user)
    client.submit(client.get("/reset-password"), {"email": "sam@site.example"})
    link = outbox.link_to("sam@site.example")
    page = client.submit(client.get(link), {"password": "short"})
    assert "at least 10 characters" in page.text
    answer = client.submit(client.get(link), {"password": "violet kettle harbour nine"})
    assert answer.location == "/sign-in"
    assert elsewhere.get("/account").status_code == 302
    assert outbox.last_to("sam@site.example").subject == "Your password was changed"
    assert Page(client.get(link).text).heading == "This link no longer works"
    for password, status in ((PASSWORD, 200), ("violet kettle harbour nine", 303)):
        form = {"email": "sam@site.example", "password": password}
        assert client.submit(client.get("/sign-in"), form).status_code == status


def test_a_reset_link_lasts_an_hour_and_confirms_the_address(client, outbox, db_session):
    user = make_user(email="sam@site.example", is_verified=False)
    client.submit(client.get("/reset-password"), {"email": "sam@site.example"})
    link = outbox.link_to("sam@site.example")
    with time_machine.travel(utcnow() + timedelta(hours=1, seconds=1)):
        assert Page(client.get(link).text).heading == "This link no longer works"
    client.submit(client.get(link), {"password": "violet kettle harbour nine"})
    db_session.refresh(user)
    assert user.verified_at is not None


def test_links_are_kept_as_digests_only(register, outbox, db_session):
    register()
    token = outbox.link_to(NEW["email"]).rpartition("/")[2]
    assert db_session.scalars(select(OneTimeLink.token_digest)).one() != token


def test_links_in_mail_use_the_configured_host(client, outbox, db_session):
    make_user(email="sam@site.example")
    page = client.get("/reset-password")
    client.submit(
        page,
        {"email": "sam@site.example"},
        headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    )
    body = outbox.last_to("sam@site.example").body
    assert "http://localhost/reset-password/" in body
    assert "evil" not in body
