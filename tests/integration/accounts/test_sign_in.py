"""Sign-ins: where they come from, what ends them, what their cookie is."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from brokerage.accounts import service
from brokerage.accounts.models import SignIn, User
from brokerage.accounts.queries import find_proven_password
from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from tests.factories.accounts import make_user
from tests.support.apps import make_app
from tests.support.page import Page
from tests.support.sign_in import PASSWORD, sign_in, suspend
from tests.unit.web.test_redirects import OFF_SITE

COOKIE = "sign-in"
REFUSED = "The email address or the password is wrong"


def cookie_of(client):
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else None


def is_signed_in(client):
    return client.get("/account").status_code == 200


def submit(client, email, password=PASSWORD, address="/sign-in", **kwargs):
    form = {"email": email, "password": password}
    return client.submit(client.get(address), form, **kwargs)


@pytest.fixture
def user(db_session):
    return make_user(email="sam@site.example", name="Sam Weller")


def test_the_cookie_is_a_token_that_scripts_cannot_read(client, user, db_session):
    header = submit(client, user.email).headers.getlist("Set-Cookie")
    cookie = next(each for each in header if each.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie
    token = cookie_of(client)
    assert len(token) >= 43  # 256 bits
    assert db_session.scalars(select(SignIn.token_digest)).one() != token


def test_over_https_the_cookie_is_bound_to_the_host(databases, worker_name, tmp_path):
    url = databases.make("sqlite", f"{worker_name}_https")
    app = make_app(url, tmp_path, base_url="https://localhost")
    with app.app_context():
        email = make_user().email
        db.session.commit()
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    form = {"email": email, "password": PASSWORD}
    answer = client.submit(
        page, form, base_url="https://localhost", headers={"Referer": "https://localhost/sign-in"}
    )
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Domain" not in cookie
    db.engine(app).dispose()
    databases.drop("sqlite", f"{worker_name}_https")


def test_each_sign_in_has_a_new_id_and_a_new_form_token(client, user):
    before = client.csrf_token(client.get("/sign-in"))
    submit(client, user.email)
    first = cookie_of(client)
    page = client.get("/account")
    assert client.csrf_token(page) != before
    client.submit(page, form="Sign out")
    submit(client, user.email)
    assert cookie_of(client) != first


def test_a_cookie_set_by_somebody_else_is_not_taken_over(client, user):
    client.set_cookie(COOKIE, "a" * 43)
    submit(client, user.email)
    assert cookie_of(client) != "a" * 43


def test_the_old_cookie_is_nothing_after_signing_out(client, user):
    submit(client, user.email)
    token = cookie_of(client)
    client.submit(client.get("/account"), form="Sign out")
    assert not is_signed_in(client)
    client.set_cookie(COOKIE, token)
    assert not is_signed_in(client)


def test_the_old_cookie_is_nothing_after_suspension(client, user):
    submit(client, user.email)
    suspend(user)
    assert not is_signed_in(client)


@pytest.mark.parametrize("is_broker", [True, False])
def test_staff_are_signed_out_after_half_an_hour_without_a_page(client, db_session, is_broker):
    user = make_user(is_broker=is_broker)
    start = utcnow()
    with time_machine.travel(start, tick=False):
        sign_in(client, user)
    for minutes in (29, 58):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert is_signed_in(client)
    with time_machine.travel(start + timedelta(minutes=88), tick=False):
        assert is_signed_in(client) is not is_broker


def test_everyone_is_signed_out_after_twelve_hours(client, user):
    start = utcnow()
    with time_machine.travel(start, tick=False):
        submit(client, user.email)
    for hours, expected in ((11.9, True), (12.0, False)):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert is_signed_in(client) is expected


def test_last_seen_is_written_once_a_minute_and_never_for_head(client, user, db_session):
    start = utcnow()
    with time_machine.travel(start, tick=False):
        submit(client, user.email)

    def last_seen_after(seconds, method="GET"):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            client.open("/account", method=method)
        db_session.expire_all()
        seen = db_session.scalars(select(SignIn.last_seen_at)).one()
        return round((seen - start).total_seconds())

    assert last_seen_after(59) == 0
    assert last_seen_after(61, "HEAD") == 0
    assert last_seen_after(61) == 61
    assert last_seen_after(100) == 61


@pytest.mark.parametrize("case", ["wrong", "unknown", "unverified", "suspended"])
def test_every_refusal_looks_alike(client, user, db_session, case):
    make_user(email="unverified@site.example", is_verified=False)
    make_user(email="suspended@site.example", is_suspended=True)
    email = user.email if case == "wrong" else f"{case}@site.example"
    password = "not the password" if case in ("wrong", "unknown") else PASSWORD
    page = submit(client, email, password)
    assert page.status_code == 200
    assert [REFUSED in line for line in Page(page.text).error_summary] == [True]
    assert email in page.text
    assert password not in page.text
    assert cookie_of(client) is None
    refusals = select(AuditEvent).where(AuditEvent.action == "accounts:sign_in:refuse")
    assert len(db_session.scalars(refusals).all()) == 1


def test_an_unconfirmed_address_gets_a_new_link(client, db_session, outbox):
    user = make_user(is_verified=False)
    submit(client, user.email, "not the password")
    assert outbox.recipients() == []
    submit(client, user.email)
    client.submit(client.get(outbox.link_to(user.email)))
    assert submit(client, user.email).status_code == 303


def test_hashes_are_renewed_when_the_parameters_change(client, user, db_session):
    old = user.password_hash.replace("m=19456", "m=19456")
    user.password_hash = old = (
        __import__("argon2")
        .PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)
        .hash(PASSWORD)
    )
    db_session.flush()
    submit(client, user.email)
    db_session.refresh(user)
    assert user.password_hash != old
    assert "m=19456,t=1,p=1" in user.password_hash
    assert find_proven_password(user.email, PASSWORD).new_hash is None


def test_a_signed_in_visitor_is_sent_on(client, user):
    submit(client, user.email)
    for address in ("/sign-in", "/register"):
        assert client.get(address).location == "/account"


def test_a_page_that_needs_it_asks_for_the_sign_in_and_comes_back(client, user):
    asked = client.get("/account/name")
    assert asked.location == "/sign-in?next=/account/name"
    assert submit(client, user.email, address=asked.location).location == "/account/name"


def test_nobody_is_sent_off_the_site(client, user):
    for payload in OFF_SITE:
        page = client.get(
            "/sign-in", query_string={"next": (payload or "").encode("utf-8", "replace")}
        )
        assert "evil" not in Page(page.text).form().action
    payloads = ["//evil.example", "/\\evil.example", "https://evil.example", "/%09/evil.example"]
    for payload in payloads:
        other = client.application.test_client()
        page = other.get("/sign-in", query_string={"next": payload})
        form = {"email": user.email, "password": PASSWORD}
        assert other.submit(page, form).location == "/account"


def test_signing_in_without_a_password_is_for_the_demonstration(db_session, user):
    with pytest.raises(RuntimeError, match="demonstration only"):
        service.sign_in_without_password(user)
    assert db_session.scalars(select(SignIn)).all() == []


def test_in_the_demonstration_staff_need_no_code(databases, worker_name, tmp_path):
    url = databases.make("sqlite", f"{worker_name}_demonstration")
    app = make_app(url, tmp_path, is_demonstration=True)
    with app.app_context():
        started = service.sign_in_without_password(make_user(is_administrator=True))
        db.session.commit()
    assert not started.needs_code
    client = app.test_client()
    client.set_cookie(COOKIE, started.token)
    assert client.get("/account").status_code == 200
    db.engine(app).dispose()
    databases.drop("sqlite", f"{worker_name}_demonstration")


def test_a_cookie_that_is_no_token_is_no_error(client, user, db_session):
    for value in ("", "x", "x" * 3000, "\u00e9", "a b"):
        client.set_cookie(COOKIE, value)
        assert client.get("/sign-in").status_code == 200
    assert db_session.scalars(select(User)).one()
