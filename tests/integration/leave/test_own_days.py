"""A day someone found: the manager's OK, the host's contact confirms by link, undone, counted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import utcnow
from brokerage.leave import tasks
from brokerage.leave.models import Employment, LeaveAccount, OwnDay
from brokerage.organisations.models import Organisation
from tests.factories.leave import A_DAY, make_arrangement, make_own_day, make_policy
from tests.factories.volunteering import make_employment
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("autumn")
MANAGER, CONTACT = "manager@wychmere.example", "leader@scouts.example"
ADD = "/account/leave/own-days/add"


@pytest.fixture
def employment(db_session: Session, employer: Organisation, person: User) -> Employment:
    """Return the person's proved employment with a manager and three days a year."""
    make_policy(employer)
    found = make_employment(person, employer, proved_at=utcnow())
    make_arrangement(found, manager_email=MANAGER)
    return found


def answers(employment: Employment, **more: object) -> dict[str, object]:
    day = utcnow() + timedelta(days=20)
    return {
        "employment_id": str(employment.id),
        "host_name": "Wychmere Scouts",
        "what": "Paint the hut",
        "where": "outside",
        "place": "Wychmere",
        "day_on-day": str(day.day),
        "day_on-month": str(day.month),
        "day_on-year": str(day.year),
        "starts_time": "10:00",
        "hours": "3",
        "contact_email": CONTACT,
    } | more


@pytest.fixture
def added(employment: Employment, vera: InspectingClient, outbox: Outbox) -> Page:
    """Return the page of a day that the person has added."""
    page = vera.click(vera.get("/account/leave"), "Add a day you found")
    return Page(follow(vera, vera.submit(page, answers(employment))).text)


def the_day(session: Session) -> OwnDay:
    day = session.scalars(select(OwnDay)).one()
    session.refresh(day)
    return day


def the_account(session: Session) -> LeaveAccount:
    account = session.scalars(select(LeaveAccount)).one()
    session.refresh(account)
    return account


def agree(client: InspectingClient, outbox: Outbox) -> None:
    client.submit(client.get(outbox.link_to(MANAGER)), {"answer": "yes"})


def test_from_a_plan_to_hours_that_count(
    db_session: Session,
    added: Page,
    client: InspectingClient,
    outbox: Outbox,
    vera: InspectingClient,
) -> None:
    assert "Your manager answers" in added.text
    assert the_account(db_session).reserved_minutes == A_DAY // 2
    assert "Scouts" not in outbox.last_to(MANAGER).body
    agree(client, outbox)
    assert the_day(db_session).status == "agreed"
    with time_machine.travel(utcnow() + timedelta(days=21), tick=True):
        tasks.keep_requests_moving()
        tasks.keep_requests_moving()
        assert len(outbox.to(CONTACT)) == 1
        assert "We have asked your host" in outbox.last_to("vera@example.org").subject
        page = client.get(outbox.link_to(CONTACT))
        assert Page(page.text).heading == "Did Vera Underhill volunteer with you?"
        assert the_day(db_session).status == "agreed"
        answer = client.submit(page, {"answer": "yes"})
        assert Page(answer.text).error_summary == ["Enter how many hours they gave"]
        answer = client.submit(page, {"answer": "yes", "hours": "9"})
        assert "at most what was planned" in Page(answer.text).error_summary[0]
        page = follow(client, client.submit(page, {"answer": "yes", "hours": "2.5"}))
        assert "gave 2 hours 30 minutes" in Page(page.text).text
    assert (the_day(db_session).status, the_day(db_session).confirmed_minutes) == ("confirmed", 150)
    assert the_account(db_session).taken_minutes == A_DAY // 2
    assert "Your hours are confirmed" in outbox.last_to("vera@example.org").subject
    event = db_session.scalars(
        select(AuditEvent).where(AuditEvent.action == "leave:own-day:confirm")
    ).one()
    kept = db_session.get_one(AuditDetails, event.id).after
    assert (kept["minutes"], kept["user_id"]) == (150, the_day(db_session).employment.user_id)
    assert (
        "2 hours 30 minutes"
        in Page(vera.get(f"/account/leave/own-days/{event.object_id}").text).text
    )


def test_the_contact_may_take_an_answer_back_for_a_week(
    db_session: Session, added: Page, client: InspectingClient, outbox: Outbox
) -> None:
    agree(client, outbox)
    with time_machine.travel(utcnow() + timedelta(days=21), tick=True) as clock:
        tasks.keep_requests_moving()
        path = outbox.link_to(CONTACT)
        page = follow(client, client.submit(client.get(path), {"answer": "no"}))
        assert the_day(db_session).status == "not-there"
        assert the_account(db_session).taken_minutes == A_DAY // 2  # a no-show, by the policy
        page = follow(client, client.submit(page, form="Take my answer back"))
        assert "changing its answer" in outbox.last_to("vera@example.org").subject
        page = follow(client, client.submit(page, {"answer": "yes", "hours": "3"}))
        assert the_day(db_session).confirmed_minutes == 180
        clock.shift(timedelta(days=8))
        assert "Take my answer back" not in client.get(path).text
        token = client.csrf_token(client.get("/sign-in"))
        answer = client.post(f"{path}/undo", data={"csrf_token": token})
        assert "cannot be taken back any more" in Page(client.get(answer.location).text).text
    actions = set(db_session.scalars(select(AuditEvent.action)))
    assert {"leave:own-day:deny", "leave:own-day:undeny", "leave:own-day:confirm"} <= actions


def test_an_undone_confirmation_is_told_with_its_minutes(
    db_session: Session, added: Page, client: InspectingClient, outbox: Outbox
) -> None:
    agree(client, outbox)
    with time_machine.travel(utcnow() + timedelta(days=21), tick=True):
        tasks.keep_requests_moving()
        page = client.get(outbox.link_to(CONTACT))
        page = follow(client, client.submit(page, {"answer": "yes", "hours": "3"}))
        client.submit(page, form="Take my answer back")
    event = db_session.scalars(
        select(AuditEvent).where(AuditEvent.action == "leave:own-day:unconfirm")
    ).one()
    assert db_session.get_one(AuditDetails, event.id).before["minutes"] == 180


def test_a_no_from_the_manager_ends_it(
    db_session: Session,
    added: Page,
    client: InspectingClient,
    outbox: Outbox,
    vera: InspectingClient,
) -> None:
    page = client.get(outbox.link_to(MANAGER))
    client.submit(page, {"answer": "no", "reason": "We are short of people"})
    own_day = the_day(db_session)
    assert own_day.status == "declined"
    shown = Page(vera.get(f"/account/leave/own-days/{own_day.id}").text).text
    assert "We are short of people" in shown
    assert the_account(db_session).left_minutes == 3 * A_DAY


def test_it_can_be_called_off(
    db_session: Session,
    added: Page,
    vera: InspectingClient,
    outbox: Outbox,
    client: InspectingClient,
) -> None:
    own_day = the_day(db_session)
    link = outbox.link_to(MANAGER)
    answer = vera.submit(vera.get(f"/account/leave/own-days/{own_day.id}"), form="Call this off")
    assert "Called off" in Page(vera.get(answer.location).text).text
    assert the_day(db_session).status == "withdrawn"
    assert the_account(db_session).left_minutes == 3 * A_DAY
    assert "has withdrawn this request" in Page(client.get(link).text).text


def test_another_contact_can_be_asked_and_old_links_stop(
    db_session: Session,
    added: Page,
    client: InspectingClient,
    outbox: Outbox,
    vera: InspectingClient,
) -> None:
    agree(client, outbox)
    own_day = the_day(db_session)
    with time_machine.travel(utcnow() + timedelta(days=21), tick=True):
        tasks.keep_requests_moving()
        old = outbox.link_to(CONTACT)
    with time_machine.travel(utcnow() + timedelta(days=43), tick=True):
        tasks.keep_requests_moving()
        assert "not confirmed your day yet" in outbox.last_to("vera@example.org").subject
    own_day.starts_at = utcnow() - timedelta(days=2)
    own_day.ends_at = utcnow() - timedelta(days=1)
    db_session.flush()
    path = f"/account/leave/own-days/{own_day.id}/contact"
    refused = vera.submit(vera.get(path), {"contact_email": "VERA@example.org"})
    assert "You cannot confirm your own hours" in Page(refused.text).error_summary[0]
    vera.submit(vera.get(path), {"contact_email": "other@scouts.example"})
    assert Page(client.get(old).text).heading == "This link has run out"
    assert client.get(outbox.link_to("other@scouts.example")).status_code == 200


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"contact_email": "vera@example.org"}, "You cannot confirm your own hours"),
        ({"day_on-year": f"{utcnow().year - 1}"}, "That day is over"),
        ({"hours": "0"}, "The hours must be between"),
    ],
)
def test_what_cannot_be_is_refused(
    db_session: Session, employment: Employment, vera: InspectingClient, more: dict, sentence: str
) -> None:
    answer = vera.submit(vera.get(ADD), answers(employment, **more))
    assert sentence in Page(answer.text).error_summary[0]
    assert db_session.scalars(select(OwnDay)).all() == []


def test_without_leave_there_is_nothing_to_add(vera: InspectingClient) -> None:
    assert "You have no leave here yet" in Page(vera.get(ADD).text).text


def test_the_person_cannot_confirm_with_the_contacts_link(
    db_session: Session,
    added: Page,
    client: InspectingClient,
    outbox: Outbox,
    vera: InspectingClient,
) -> None:
    agree(client, outbox)
    with time_machine.travel(utcnow() + timedelta(days=21), tick=False):
        tasks.keep_requests_moving()
    own_day = the_day(db_session)
    own_day.starts_at = utcnow() - timedelta(days=2)
    own_day.ends_at = utcnow() - timedelta(days=1)
    db_session.flush()
    page = vera.get(outbox.link_to(CONTACT))
    answer = vera.submit(page, {"answer": "yes", "hours": "3"})
    assert "You cannot confirm your own hours" in Page(answer.text).error_summary[0]


def test_another_persons_day_is_not_found(
    db_session: Session,
    employment: Employment,
    sign_in_as: Callable[..., InspectingClient],
    owner: User,
) -> None:
    own_day, stranger = make_own_day(employment), sign_in_as(owner)
    for number in (own_day.id, 2**30):
        assert stranger.get(f"/account/leave/own-days/{number}").status_code == 404
        assert stranger.get(f"/account/leave/own-days/{number}/contact").status_code == 404


def test_adding_withstands_anything(employment: Employment, vera: InspectingClient) -> None:
    fuzz_form(vera, ADD, posts=50)


def test_the_hosts_answer_withstands_anything(
    db_session: Session,
    employment: Employment,
    added: Page,
    client: InspectingClient,
    outbox: Outbox,
    vera: InspectingClient,
) -> None:
    agree(client, outbox)
    own_day = the_day(db_session)
    own_day.starts_at = utcnow() - timedelta(days=2)
    own_day.ends_at = utcnow() - timedelta(days=1)
    db_session.flush()
    tasks.keep_requests_moving()
    fuzz_form(client, outbox.link_to(CONTACT), posts=50)
    if the_day(db_session).status == "agreed":
        fuzz_form(vera, f"/account/leave/own-days/{own_day.id}/contact", posts=50)


def test_adding_changes_no_row_that_was_there(
    db_session: Session, employment: Employment, vera: InspectingClient
) -> None:
    before = snapshot(db_session)
    sent = {name: [str(value)] for name, value in answers(employment).items()}
    assert post_every_column(vera, ADD, sent).status_code == 303
    touched = {table for table, _ in changes(before, snapshot(db_session))}
    assert touched <= {"sign_ins", "throttle_counts"}
