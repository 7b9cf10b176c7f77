"""One's own account: name, password, where one is signed in."""

import pytest
from sqlalchemy import select

from brokerage.accounts.models import SignIn
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import db
from brokerage.web.panels import Panel
from tests.factories.accounts import make_user
from tests.support.page import Page, without_tokens
from tests.support.sign_in import PASSWORD, sign_in

NEW_PASSWORD = "violet kettle harbour nine"


@pytest.fixture
def user(db_session):
    return make_user(email="sam@site.example", name="Sam Weller")


@pytest.fixture
def member(sign_in_as, user):
    return sign_in_as(user)


def test_changing_the_name(member, user, db_session):
    page = member.click(member.get("/account"), "Change name")
    assert member.submit(page, {"name": " "}).status_code == 200
    assert member.submit(page, {"name": "Samuel Weller"}).location == "/account"
    assert "Samuel Weller" in member.get("/account").text
    event = db_session.scalars(
        select(AuditEvent).where(AuditEvent.action == "accounts:user:rename")
    ).one()
    details = db_session.get(AuditDetails, event.id)
    assert (details.before, details.after) == ({"name": "Sam Weller"}, {"name": "Samuel Weller"})


def test_changing_the_password_ends_all_other_sign_ins(member, user, sign_in_as, outbox):
    elsewhere = sign_in_as(user)
    page = member.get("/account/password")
    wrong = member.submit(page, {"old_password": "nonsense", "password": NEW_PASSWORD})
    assert "not your password" in " ".join(Page(wrong.text).error_summary)
    poor = member.submit(page, {"old_password": PASSWORD, "password": "Sam Weller"})
    assert "too easy to guess" in " ".join(Page(poor.text).error_summary)
    for each in (wrong, poor):
        assert PASSWORD not in each.text
        assert NEW_PASSWORD not in each.text
    done = member.submit(page, {"old_password": PASSWORD, "password": NEW_PASSWORD})
    assert done.location == "/account"
    assert member.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert outbox.last_to(user.email).subject == "Your password was changed"


def test_own_sign_ins_are_listed_with_their_device(app, user):
    clients = [app.test_client() for _ in range(2)]
    for client, agent in zip(clients, ("Firefox/140.0 Windows", "iPhone Safari/604"), strict=True):
        page = client.get("/sign-in")
        form = {"email": user.email, "password": PASSWORD}
        client.submit(page, form, headers={"User-Agent": agent})
    text = Page(clients[0].get("/account").text).text
    assert "Firefox on Windows (this one)" in text
    assert "Safari on iPhone" in text


def test_ending_one_other_sign_in(member, user, sign_in_as):
    elsewhere = sign_in_as(user)
    address = next(
        form.action
        for form in Page(member.get("/account").text).forms
        if form.action.endswith("/end")
    )
    member.submit(member.get("/account"), form=address)
    assert elsewhere.get("/account").status_code == 302
    assert member.get("/account").status_code == 200


def test_ending_all_other_sign_ins(member, user, sign_in_as):
    others = [sign_in_as(user) for _ in range(3)]
    member.submit(member.get("/account"), form="Sign out everywhere else")
    assert {each.get("/account").status_code for each in others} == {302}
    assert member.get("/account").status_code == 200


def test_somebody_elses_sign_in_is_as_unknown_as_a_missing_one(member, app, db_session):
    sign_in(app.test_client(), make_user())
    theirs = db_session.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()
    token = member.csrf_token(member.get("/account"))
    answers = [
        member.post(f"/account/sign-ins/{each}/end", data={"csrf_token": token})
        for each in (theirs, 999_999)
    ]
    assert [each.status_code for each in answers] == [404, 404]
    assert without_tokens(answers[0].text) == without_tokens(answers[1].text)
    assert db_session.get(SignIn, theirs).ended_at is None


def test_higher_features_put_panels_on_the_page(member, app, monkeypatch):
    panels = [
        lambda subject: Panel("components/step.html", {"name": subject.name}),
        lambda subject: None,
    ]
    # The app is the worker's: what is not put back is missing in the tests that follow.
    monkeypatch.setitem(app.extensions["contributions"], "account_panels", panels)
    assert "<section>" in member.get("/account").text


def test_signed_in_pages_are_not_kept_by_the_browser(member):
    assert member.get("/account").headers["Cache-Control"] == "no-store"


def test_columns_the_form_does_not_own_do_not_change(member, user, db_session):
    page = member.get("/account/name")
    forged = {column.name: "1" for column in type(user).__table__.columns} | {
        "csrf_token": member.csrf_token(page),
        "name": "Sam",
        "is_administrator": "y",
        "age_band": "16-17",
    }
    before = {c.name: getattr(user, c.name) for c in type(user).__table__.columns}
    member.post("/account/name", data=forged)
    db.session.refresh(user)
    after = {c.name: getattr(user, c.name) for c in type(user).__table__.columns}
    assert {name for name in after if after[name] != before[name]} == {"name"}
