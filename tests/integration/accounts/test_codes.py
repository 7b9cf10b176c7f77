"""The second step of brokers and administrators."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from brokerage.accounts.models import RecoveryCode, SignIn, User
from brokerage.audit import AuditEvent
from brokerage.extensions import utcnow
from tests.factories.accounts import CODE_SECRET, make_user
from tests.support.page import Page, classes, text_of
from tests.support.sign_in import PASSWORD


@pytest.fixture
def broker(db_session):
    return make_user(is_broker=True, email="broker@site.example")


@pytest.fixture
def newcomer(db_session):
    return make_user(is_administrator=True, has_codes=False, email="new@site.example")


def give_password(client, user, address="/sign-in"):
    page = client.get(address)
    return client.submit(page, {"email": user.email, "password": PASSWORD})


def give_code(client, code, address="/sign-in/code"):
    return client.submit(client.get(address), {"code": code})


def code_now(secret=CODE_SECRET, seconds=0):
    return pyotp.TOTP(secret).at(utcnow() + timedelta(seconds=seconds))


def set_up(client, user):
    give_password(client, user)
    page = client.get("/sign-in/set-up-codes")
    secret = shown(page, "code-text")[0].replace(" ", "")
    return secret, client.submit(page, {"code": code_now(secret)})


def shown(page, css_class):
    root = Page(page.text).root
    return [text_of(each) for each in root.iter() if css_class in classes(each)]


def test_the_password_alone_opens_the_code_page_and_nothing_else(client, broker):
    answer = give_password(client, broker)
    assert answer.location == "/sign-in/code"
    half = client.get_cookie("sign-in").value
    for address in ("/account", "/account/codes", "/account/name"):
        assert client.get(address).location.startswith("/sign-in?next=")
    assert client.get("/sign-in/set-up-codes").location == "/sign-in"
    assert give_code(client, code_now()).location == "/account"
    assert client.get("/account").status_code == 200
    assert client.get_cookie("sign-in").value != half
    client.set_cookie("sign-in", half)
    assert client.get("/account").status_code == 302


def test_the_way_on_survives_the_code(client, broker):
    answer = give_password(client, broker, "/sign-in?next=/account/name")
    assert answer.location == "/sign-in/code?next=/account/name"
    assert give_code(client, code_now(), answer.location).location == "/account/name"


def test_without_a_password_there_is_no_code_page(client, db_session):
    for address in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/set-up-codes"):
        assert client.get(address).location == "/sign-in"


def test_a_half_sign_in_does_not_wait_for_ever(client, broker):
    give_password(client, broker)
    with time_machine.travel(utcnow() + timedelta(minutes=31)):
        assert client.get("/sign-in/code").location == "/sign-in"


def test_a_wrong_code_is_refused_and_kept_in_the_audit_log(client, broker, db_session):
    give_password(client, broker)
    page = give_code(client, "000000")
    assert "That code is not right" in " ".join(Page(page.text).error_summary)
    refusals = select(AuditEvent).where(AuditEvent.action == "accounts:code:refuse")
    assert db_session.scalars(refusals).one().object_id == broker.id
    assert client.get("/account").status_code == 302


def test_a_code_works_once(app, broker):
    code = code_now()
    first, second = app.test_client(), app.test_client()
    for client in (first, second):
        give_password(client, broker)
    assert give_code(first, code).status_code == 303
    page = give_code(second, code)
    assert "That code has been used" in " ".join(Page(page.text).error_summary)
    assert give_code(second, code_now(seconds=30)).status_code == 303


@pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
def test_codes_of_other_times_are_refused(client, broker, seconds):
    with time_machine.travel("2026-11-23 09:00:15+00:00", tick=False):
        give_password(client, broker)
        assert give_code(client, code_now(seconds=seconds)).status_code == 200


def test_setting_up_shows_the_key_and_then_ten_recovery_codes_once(
    client, newcomer, db_session, outbox
):
    assert give_password(client, newcomer).location == "/sign-in/set-up-codes"
    assert client.get("/sign-in/code").location == "/sign-in/set-up-codes"
    page = client.get("/sign-in/set-up-codes")
    assert page.headers["Cache-Control"] == "no-store"
    assert 'src="data:image/svg+xml' in page.text
    wrong = client.submit(page, {"code": "000000"})
    assert shown(wrong, "code-text") == shown(page, "code-text")

    secret = shown(page, "code-text")[0].replace(" ", "")
    done = client.submit(page, {"code": code_now(secret)})
    assert done.status_code == 200
    assert done.headers["Cache-Control"] == "no-store"
    assert len(set(shown(done, "code-text"))) == 10
    assert client.get("/account").status_code == 200
    assert client.get("/sign-in/set-up-codes").location == "/sign-in"
    assert outbox.last_to(newcomer.email).subject == "Your sign-in codes were changed"
    kept = db_session.scalars(select(RecoveryCode.code_digest)).all()
    assert not set(kept) & set(shown(done, "code-text"))


def test_a_recovery_code_works_once(app, newcomer):
    _, done = set_up(app.test_client(), newcomer)
    code = shown(done, "code-text")[3]
    client = app.test_client()
    give_password(client, newcomer)
    assert give_code(client, code.upper(), "/sign-in/recovery-code").status_code == 303
    assert client.get("/account").status_code == 200
    client = app.test_client()
    give_password(client, newcomer)
    page = give_code(client, code, "/sign-in/recovery-code")
    assert "or it has been used" in " ".join(Page(page.text).error_summary)


def test_somebody_elses_recovery_code_opens_nothing(app, newcomer, broker):
    _, done = set_up(app.test_client(), newcomer)
    client = app.test_client()
    give_password(client, broker)
    answer = give_code(client, shown(done, "code-text")[0], "/sign-in/recovery-code")
    assert answer.status_code == 200


def test_a_new_phone_needs_the_password_and_ends_the_old_codes(
    sign_in_as, broker, db_session, outbox
):
    client, elsewhere = sign_in_as(broker), sign_in_as(broker)
    page = client.click(client.get("/account"), "Change sign-in codes")
    assert client.submit(page, {"password": "not it"}).status_code == 200
    assert client.submit(page, {"password": PASSWORD}).location == "/sign-in/set-up-codes"
    page = client.get("/sign-in/set-up-codes")
    secret = shown(page, "code-text")[0].replace(" ", "")
    assert secret != CODE_SECRET
    assert client.submit(page, {"code": code_now(secret)}).status_code == 200
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_ordinary_people_need_no_code(client, db_session):
    user = make_user()
    assert give_password(client, user).location == "/account"
    assert client.get("/account/codes").status_code == 403


def test_each_new_half_sign_in_of_a_newcomer_has_its_own_key(client, newcomer, db_session):
    give_password(client, newcomer)
    first = shown(client.get("/sign-in/set-up-codes"), "code-text")
    give_password(client, newcomer)
    assert shown(client.get("/sign-in/set-up-codes"), "code-text") != first
    assert db_session.get(User, newcomer.id).totp_confirmed_at is None
    assert not any(db_session.scalars(select(SignIn.has_passed_code)))
