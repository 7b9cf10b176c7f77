"""The command line, and what clears up behind everyone."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from brokerage.accounts import tasks
from brokerage.accounts.models import OneTimeLink, SignIn, UsedCode, User
from brokerage.accounts.queries import find_proven_password, find_user_by_email
from brokerage.accounts.rules import LinkPurpose
from brokerage.accounts.service.links import make_link
from brokerage.audit import AuditEvent
from brokerage.extensions import utcnow
from tests.factories.accounts import make_user
from tests.support.sign_in import PASSWORD, sign_in

EMAIL = "ada@site.example"


@pytest.fixture
def run(app, db_session):
    def invoke(*arguments, typed=f"{PASSWORD}\n{PASSWORD}\n"):
        return app.test_cli_runner().invoke(args=["brokerage", *arguments], input=typed)

    return invoke


def test_the_first_administrator(run, db_session):
    result = run("create-administrator", EMAIL, "--name", "Ada Ministrator")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    user = find_user_by_email(EMAIL)
    assert user.is_administrator
    assert user.verified_at
    assert find_proven_password(EMAIL, PASSWORD).user_id == user.id


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("not an address", PASSWORD, "@-sign"),
        (EMAIL, "short", "at least 10 characters"),
        (EMAIL, "Ada Ministrator", "too easy to guess"),
        ("taken@site.example", PASSWORD, "has an account already"),
    ],
)
def test_what_the_command_refuses(run, db_session, email, password, said):
    make_user(email="taken@site.example")
    typed = f"{password}\n{password}\n"
    result = run("create-administrator", email, "--name", "Ada Ministrator", typed=typed)
    assert result.exit_code != 0
    assert said in result.output
    assert db_session.scalars(select(User).where(User.is_administrator)).all() == []


def test_the_way_back_in_when_every_code_is_lost(run, db_session):
    user = make_user(is_administrator=True, email=EMAIL)
    db_session.commit()
    assert run("reset-codes", EMAIL).exit_code == 0
    db_session.refresh(user)
    assert user.totp_confirmed_at is None
    assert run("reset-codes", "nobody@site.example").exit_code != 0


def test_jobs_are_registered(app):
    names = {job.name for job in app.extensions["jobs"]}
    assert {"deliver-outbox", "seal-audit-log", "forget-throttle-counts"} <= names
    assert {"delete-old-sign-ins", "delete-used-codes", "delete-unverified-users"} <= names


@pytest.mark.parametrize(("days", "is_kept"), [(30, True), (32, False)])
def test_links_and_sign_ins_are_kept_thirty_days_after_they_are_over(
    client, db_session, days, is_kept
):
    user = make_user()
    make_link(user, LinkPurpose.RESET)
    sign_in(client, user)
    with time_machine.travel(utcnow() + timedelta(days=days)):
        tasks.delete_old_links_and_sign_ins()
    for table in (OneTimeLink, SignIn):
        assert bool(db_session.scalars(select(table)).all()) is is_kept


def test_used_codes_are_forgotten_after_a_day(db_session):
    user = make_user(is_broker=True)
    now = int(utcnow().timestamp()) // 30
    db_session.add_all(UsedCode(user_id=user.id, time_step=now - age) for age in (0, 2870, 2890))
    db_session.flush()
    tasks.delete_used_codes()
    assert len(db_session.scalars(select(UsedCode)).all()) == 2


def test_who_never_confirmed_is_deleted_after_a_week(db_session):
    kept = [make_user(), make_user(is_suspended=True, is_verified=False)]
    waiting = make_user(is_verified=False)
    make_link(waiting, LinkPurpose.VERIFY)
    for days, expected in ((6.9, 3), (7.1, 2)):
        with time_machine.travel(utcnow() + timedelta(days=days)):
            tasks.delete_unverified_users()
        assert len(db_session.scalars(select(User)).all()) == expected
    assert {user.id for user in db_session.scalars(select(User))} == {each.id for each in kept}
    actions = db_session.scalars(select(AuditEvent.action)).all()
    assert actions.count("accounts:user:delete_unverified") == 1
