"""A work address shows where someone works: once, for the one who asked, for two days."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import utcnow
from brokerage.leave.models import Employment, WorkDomain
from brokerage.leave.rules import MOST_LINKS_A_DAY
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_employment, make_work_domain
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

SignInAs = Callable[..., InspectingClient]
ADDRESS = "v.underhill@wychmere.example"

pytestmark = pytest.mark.usefixtures("employer")


def ask(client: InspectingClient, address: str = ADDRESS):
    return client.submit(client.get("/account/employment/add"), {"work_email": address})


def the_employment(session: Session) -> Employment:
    return session.scalars(select(Employment)).one()


def test_a_link_to_the_work_address_shows_it(
    db_session: Session, person: User, vera: InspectingClient, outbox: Outbox
) -> None:
    page = vera.click(vera.get("/account"), "Say where you work")
    answer = vera.submit(page, {"work_email": "V.Underhill@Wychmere.example"})
    assert answer.location == "/account/employment"
    page = Page(vera.get(answer.location).text)
    assert f"We sent a link to {ADDRESS}" in page.text
    assert "no volunteering leave and no line manager" in page.text
    assert not the_employment(db_session).is_proved

    assert outbox.recipients() == ["V.Underhill@wychmere.example"]
    page = vera.get(outbox.link_to("V.Underhill@wychmere.example"))
    assert Page(page.text).heading == "Show that you work for Wychmere Council"
    assert not the_employment(db_session).is_proved  # opening alone proves nothing
    answer = vera.submit(page)
    shown = Page(vera.get(answer.location).text).text
    assert "It is shown that you work for Wychmere Council." in shown
    assert "Shown by your work address on" in shown
    proved = the_employment(db_session)
    assert (proved.is_proved, proved.proved_by) == (True, "work-address")
    assert (proved.token_digest, proved.token_expires_at) == (None, None)
    assert "Wychmere Council: shown" in Page(vera.get("/account").text).text


def test_the_mail_says_what_it_is_for_and_names_nobody(
    vera: InspectingClient, outbox: Outbox
) -> None:
    ask(vera)
    mail = outbox.last_to(ADDRESS)
    assert mail.subject == "Show that you work there"
    assert "You asked us to show that you work for Wychmere Council." in mail.body
    assert "once, and only for that account" in mail.body
    assert "someone may have typed your address by mistake" in mail.body
    assert "Vera" not in mail.body
    assert "vera@example.org" not in mail.body


def test_a_link_is_of_no_use_to_anyone_else(
    db_session: Session, vera: InspectingClient, sign_in_as: SignInAs, outbox: Outbox
) -> None:
    ask(vera)
    path = outbox.link_to(ADDRESS)
    stranger = sign_in_as(make_user())
    page = stranger.get(path)
    assert (page.status_code, Page(page.text).heading) == (404, "This link does not work")
    token = stranger.csrf_token(stranger.get("/account/name"))
    answers = [
        stranger.post(each, data={"csrf_token": token})
        for each in (path, "/account/employment/confirm/" + "x" * 43)
    ]
    assert [each.status_code for each in answers] == [404, 404]
    first, second = (Page(each.text) for each in answers)
    assert first.text == second.text
    assert not the_employment(db_session).is_proved
    assert vera.get(path).status_code == 200  # it still works for the one who asked


def test_a_link_works_once(db_session: Session, vera: InspectingClient, outbox: Outbox) -> None:
    ask(vera)
    path = outbox.link_to(ADDRESS)
    page = vera.get(path)
    assert vera.submit(page).status_code == 303
    proved_at = the_employment(db_session).proved_at
    assert vera.submit(page).status_code == 404
    assert vera.get(path).status_code == 404
    assert the_employment(db_session).proved_at == proved_at


def test_a_link_ends_after_two_days_and_when_a_newer_one_is_sent(
    db_session: Session, vera: InspectingClient, outbox: Outbox
) -> None:
    ask(vera)
    first = outbox.link_to(ADDRESS)
    ask(vera)
    second = outbox.link_to(ADDRESS)
    assert vera.get(first).status_code == 404
    page = vera.get(second)
    the_employment(db_session).token_expires_at = utcnow() - timedelta(seconds=1)
    assert vera.submit(page).status_code == 404
    assert vera.get(second).status_code == 404
    assert "The link we sent has run out" in Page(vera.get("/account/employment").text).text
    assert not the_employment(db_session).is_proved


def test_a_link_lives_for_two_days(
    db_session: Session, vera: InspectingClient, outbox: Outbox
) -> None:
    ask(vera)
    left = the_employment(db_session).token_expires_at - utcnow()
    assert timedelta(hours=47) < left <= timedelta(days=2)


@pytest.mark.parametrize("how", ["removed", "withdrawn", "unconfirmed"])
def test_a_link_ends_with_the_domain_or_the_employer(
    db_session: Session, employer: Organisation, vera: InspectingClient, outbox: Outbox, how: str
) -> None:
    ask(vera)
    page = vera.get(outbox.link_to(ADDRESS))
    if how == "removed":
        db_session.execute(delete(WorkDomain))
    elif how == "withdrawn":
        employer.status = Status.WITHDRAWN
    else:
        db_session.scalars(select(WorkDomain)).one().confirmed_at = None
    db_session.flush()
    answer = vera.submit(page)
    assert "This link does not work any more" in Page(answer.text).error_summary[0]
    assert not the_employment(db_session).is_proved


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Enter your email address at work"),
        ("no-address", "Enter an email address in the correct format"),
        ("vera@gmail.com", "Anyone can have an address there"),
        ("vera@unknown.example", "We do not know yet whose addresses end in “@unknown.example”"),
        ("vera@sub.wychmere.example", "We do not know yet whose addresses end in"),
        ("vera@waiting.example", "We do not know yet whose addresses end in"),
    ],
)
def test_other_addresses_are_refused_with_what_to_do(
    db_session: Session,
    employer: Organisation,
    vera: InspectingClient,
    outbox: Outbox,
    address: str,
    sentence: str,
) -> None:
    make_work_domain(employer, "waiting.example", confirmed_at=None)
    page = Page(ask(vera, address).text)
    assert sentence in page.error_summary[0]
    assert page.link("Choose your employer instead") == "/account/employment/add?by=employer"
    assert outbox.all() == []
    assert db_session.scalars(select(Employment)).all() == []


def test_the_answer_does_not_tell_who_has_an_account_or_works_there(
    db_session: Session, employer: Organisation, vera: InspectingClient
) -> None:
    known = make_user(email="known@wychmere.example")
    make_employment(
        known, employer, proved_at=utcnow(), proved_by="work-address", work_email=known.email
    )
    answers = [ask(vera, known.email), ask(vera, "nobody@wychmere.example")]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].location == answers[1].location


def test_one_mailbox_shows_one_person(
    db_session: Session, vera: InspectingClient, sign_in_as: SignInAs, outbox: Outbox
) -> None:
    ask(vera)
    vera.submit(vera.get(outbox.link_to(ADDRESS)))
    friend = sign_in_as(make_user())
    ask(friend)
    answer = friend.submit(friend.get(outbox.link_to(ADDRESS)))
    assert "shows already that someone works there" in Page(answer.text).error_summary[0]
    proved = [each.is_proved for each in db_session.scalars(select(Employment))]
    assert sorted(proved) == [False, True]


def test_the_sixth_link_of_a_day_is_refused_whoever_asks(
    vera: InspectingClient, sign_in_as: SignInAs, outbox: Outbox
) -> None:
    # Away from the end of a window: a count that spans two is an estimate.
    with time_machine.travel("2026-09-15T08:00:00Z", tick=True):
        statuses = [ask(vera).status_code for _ in range(MOST_LINKS_A_DAY + 1)]
        assert statuses == [303] * MOST_LINKS_A_DAY + [429]
        assert len(outbox.all()) == MOST_LINKS_A_DAY
        page = ask(sign_in_as(make_user()))
    assert page.status_code == 429
    assert "enough links for one day" in Page(page.text).error_summary[0]
    assert Page(page.text).form().fields["work_email"].values == [ADDRESS]


def test_the_log_keeps_no_address(
    db_session: Session, vera: InspectingClient, outbox: Outbox
) -> None:
    ask(vera)
    vera.submit(vera.get(outbox.link_to(ADDRESS)))
    actions = set(db_session.scalars(select(AuditEvent.action)))
    assert {"leave:employment:ask-for-link", "leave:employment:prove"} <= actions
    assert "underhill" not in str(db_session.scalars(select(AuditDetails.after)).all())


def test_it_ends_when_the_person_leaves(
    db_session: Session, person: User, employer: Organisation, vera: InspectingClient
) -> None:
    make_employment(person, employer, proved_at=utcnow())
    page = vera.get("/account/employment")
    answer = vera.submit(page, form="I no longer work there Wychmere Council")
    assert "no longer where you work" in Page(vera.get(answer.location).text).text
    assert the_employment(db_session).ended_at is not None
    assert ask(vera).status_code == 303  # and can be shown again


def test_an_employment_is_ended_by_its_own_person_only(
    db_session: Session, employer: Organisation, vera: InspectingClient
) -> None:
    theirs = make_employment(make_user(), employer, proved_at=utcnow())
    token = vera.csrf_token(vera.get("/account/name"))
    answers = [
        vera.post(f"/account/employment/{number}/end", data={"csrf_token": token})
        for number in (theirs.id, 2**30)
    ]
    assert [each.status_code for each in answers] == [404, 404]
    assert the_employment(db_session).ended_at is None


def test_asking_for_a_link_withstands_anything(vera: InspectingClient) -> None:
    fuzz_form(vera, "/account/employment/add", posts=50)
    hostile_query_strings(vera, "/account/employment/add", ["by", "q"])


def test_asking_for_a_link_changes_its_own_columns_only(
    db_session: Session, vera: InspectingClient
) -> None:
    ask(vera)
    before = snapshot(db_session)
    answer = post_every_column(vera, "/account/employment/add", {"work_email": [ADDRESS]})
    assert answer.status_code == 303
    changed = changes(before, snapshot(db_session))
    own = {("employments", "token_digest"), ("employments", "token_expires_at")}
    assert {each for each in changed if each[0] == "employments"} <= own
    assert not {each for each in changed if each[0] in {"users", "work_domains", "memberships"}}
