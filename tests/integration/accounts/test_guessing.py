"""Guessing: refused after ten tries in five minutes (codes: five), and nobody else is."""

from datetime import timedelta

import pytest
import time_machine

from brokerage.extensions import utcnow
from tests.factories.accounts import make_user
from tests.support.sign_in import PASSWORD, sign_in

NOON = "2026-11-23 12:00:30+00:00"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def user(db_session):
    return make_user(email="sam@site.example")


def ask(app, address, form, network="192.0.2.1"):
    client = app.test_client()
    environ = {"REMOTE_ADDR": network}
    page = client.get(address, environ_overrides=environ)
    return client.submit(page, form, environ_overrides=environ)


def wrong(email):
    return {"email": email, "password": "not the password"}


def right(email):
    return {"email": email, "password": PASSWORD}


def test_the_eleventh_guess_at_one_account_is_refused_from_anywhere(app, user):
    for number in range(10):
        assert ask(app, "/sign-in", wrong(user.email), f"192.0.2.{number}").status_code == 200
    refused = ask(app, "/sign-in", right(user.email), "198.51.100.7")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    other = make_user(email="other@site.example")
    assert ask(app, "/sign-in", right(other.email), "198.51.100.7").status_code == 303


def test_the_eleventh_guess_from_one_network_is_refused_at_any_account(app, user):
    for number in range(10):
        assert ask(app, "/sign-in", wrong(f"p{number}@site.example")).status_code == 200
    assert ask(app, "/sign-in", right(user.email)).status_code == 429
    assert ask(app, "/sign-in", right(user.email), "198.51.100.7").status_code == 303


def test_an_unknown_account_is_refused_just_the_same(app, db_session):
    for number in range(10):
        ask(app, "/sign-in", wrong("nobody@site.example"), f"192.0.2.{number}")
    answer = ask(app, "/sign-in", wrong("nobody@site.example"), "198.51.100.7")
    assert answer.status_code == 429


def test_after_a_while_one_may_try_again(app, user):
    for _ in range(11):
        ask(app, "/sign-in", wrong(user.email))
    with time_machine.travel(utcnow() + timedelta(minutes=10), tick=False):
        assert ask(app, "/sign-in", right(user.email)).status_code == 303


def test_signing_in_rightly_is_no_guess(app, db_session):
    users = [make_user() for _ in range(12)]
    for each in users:
        assert ask(app, "/sign-in", right(each.email)).status_code == 303


def test_a_success_does_not_forgive_the_guesses_before_it(app, user):
    for number in range(9):
        ask(app, "/sign-in", wrong(user.email), f"192.0.2.{number}")
    assert ask(app, "/sign-in", right(user.email), "198.51.100.7").status_code == 303
    assert ask(app, "/sign-in", wrong(user.email), "198.51.100.8").status_code == 200
    assert ask(app, "/sign-in", right(user.email), "198.51.100.9").status_code == 429


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/reset-password", {"email": "sam@site.example"}),
        ("/confirm-email", {"email": "sam@site.example"}),
        (
            "/register",
            {
                "name": "Sam",
                "email": "sam@site.example",
                "password": PASSWORD,
                "age_band": "18+",
            },
        ),
    ],
)
def test_asking_for_mail_is_limited_for_each_address_and_network(app, db_session, address, form):
    for number in range(10):
        assert ask(app, address, form, f"192.0.2.{number}").status_code == 303
    assert ask(app, address, form, "198.51.100.7").status_code == 429
    elsewhere = form | {"email": "other@site.example"}
    assert ask(app, address, elsewhere, "198.51.100.7").status_code == 303


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/recovery-code"])
def test_the_sixth_code_is_refused_in_any_session(app, db_session, address):
    user = make_user(is_broker=True)

    def guess(number):
        client = app.test_client()
        client.submit(client.get("/sign-in"), right(user.email))
        return client.submit(client.get(address), {"code": f"00000{number}"})

    assert [guess(number).status_code for number in range(6)] == [200] * 5 + [429]
    other = make_user(is_broker=True)
    assert sign_in(app.test_client(), other).get("/account").status_code == 200


def test_the_old_password_cannot_be_guessed_from_inside(sign_in_as, user):
    client = sign_in_as(user)
    page = client.get("/account/password")
    form = {"old_password": "a guess", "password": "violet kettle harbour nine"}
    statuses = [client.submit(page, form).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
