"""The wallet: reserved, agreed by a link, declined, given back, taken; and what it says."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.leave import queries, tasks
from brokerage.leave.models import Employment, LeaveAccount, LeaveEntry, LeaveRequest
from brokerage.leave.rules.wallet import Occasion, RequestStatus, Why, sum_of
from brokerage.leave.service import ask_for_leave, release_leave, take_leave
from brokerage.leave.service.requests import approve_request, decline_request
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role
from brokerage.permissions import Subject
from tests.factories.leave import A_DAY, make_arrangement, make_policy, make_team, on_day
from tests.factories.volunteering import make_employment
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("autumn")
SignInAs = Callable[..., InspectingClient]
MANAGER = "manager@wychmere.example"


@pytest.fixture
def employment(db_session: Session, employer: Organisation, person: User) -> Employment:
    """Return the person's proved employment, in a team with a manager, three days a year."""
    make_policy(employer)
    found = make_employment(person, employer, proved_at=utcnow())
    make_arrangement(found, team_id=make_team(employer, name="Parks", manager_email=MANAGER).id)
    return found


@pytest.fixture
def actor(person: User) -> Subject:
    """Return the person as one who acts."""
    return Subject(user_id=person.id, name=person.name)


def occasion(days_ahead: int = 20, hours: int = 7, **fields: object) -> Occasion:
    starts_at = on_day(days_ahead)
    return Occasion(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        host_name="Wychmere Food Bank",
        **fields,
    )


@pytest.fixture
def asked(db_session: Session, employment: Employment, actor: Subject) -> LeaveRequest:
    """Return a request for a day of leave, for booking 7."""
    return ask_for_leave(actor, "booking", 7, employment, occasion())


def the_account(session: Session) -> LeaveAccount:
    account = session.scalars(select(LeaveAccount)).one()
    session.refresh(account)
    entries = session.execute(
        select(LeaveEntry.kind, LeaveEntry.minutes).order_by(LeaveEntry.id)
    ).all()
    summed = sum_of([(kind, minutes) for kind, minutes in entries])
    kept = (account.granted_minutes, account.reserved_minutes, account.taken_minutes)
    assert (summed.granted, summed.reserved, summed.taken) == kept
    return account


def token_path(outbox: Outbox) -> str:
    return outbox.link_to(MANAGER)


def test_a_request_reserves_and_both_are_told(
    db_session: Session, asked: LeaveRequest, outbox: Outbox, vera: InspectingClient
) -> None:
    account = the_account(db_session)
    assert (account.granted_minutes, account.left_minutes) == (3 * A_DAY, 2 * A_DAY)
    assert queries.find_request("booking", 7).status == RequestStatus.ASKED
    mail = outbox.last_to("vera@example.org")
    assert "We have reserved 1 day of your leave. You have 2 days left." in mail.body
    mail = outbox.last_to(MANAGER)
    assert "Vera Underhill asks to volunteer in work time" in mail.body
    assert "Food Bank" not in mail.body
    page = Page(vera.get("/account/leave").text)
    assert "2 days of 3 days left" in page.text
    assert "Reserved: Wychmere Food Bank" in page.text
    assert "2 days of 3 days left" in Page(vera.get("/account").text).text


def test_the_manager_agrees_by_the_link_without_an_account(
    db_session: Session, asked: LeaveRequest, outbox: Outbox, client: InspectingClient
) -> None:
    path = token_path(outbox)
    page = client.get(path)
    shown = Page(page.text)
    assert shown.heading == "Volunteering leave for Vera Underhill"
    assert "They have not shared this" in shown.text
    assert "Food Bank" not in shown.text
    assert (
        queries.find_request("booking", 7).status == RequestStatus.ASKED
    )  # opening decides nothing
    answer = client.submit(page, {"answer": "yes"})
    page = Page(client.get(answer.location).text)
    assert page.heading == "This request is closed"
    assert "It is answered: yes." in page.text
    assert queries.find_request("booking", 7).status == RequestStatus.APPROVED
    assert "Your manager agrees" in outbox.last_to("vera@example.org").subject
    assert "You agreed" in outbox.last_to(MANAGER).subject
    actions = list(db_session.scalars(select(AuditEvent.action)))
    assert {"leave:request:open-link", "leave:request:approve"} <= set(actions)
    assert the_account(db_session).left_minutes == 2 * A_DAY


def test_a_link_decides_once(
    db_session: Session, asked: LeaveRequest, outbox: Outbox, client: InspectingClient
) -> None:
    page = client.get(token_path(outbox))
    client.submit(page, {"answer": "yes"})
    answer = client.submit(page, {"answer": "no", "reason": "Changed my mind"})
    assert answer.status_code == 200
    assert Page(answer.text).error_summary
    assert queries.find_request("booking", 7).status == RequestStatus.APPROVED


def test_the_manager_says_no_and_the_leave_goes_back(
    db_session: Session, asked: LeaveRequest, outbox: Outbox, client: InspectingClient
) -> None:
    page = client.get(token_path(outbox))
    answer = client.submit(page, {"answer": "no"})
    assert Page(answer.text).error_summary == ["Enter the reason"]
    answer = client.submit(page, {"answer": "no", "reason": "The audit is that week"})
    assert answer.status_code == 303
    assert the_account(db_session).left_minutes == 3 * A_DAY
    mail = outbox.last_to("vera@example.org")
    assert "The audit is that week" in mail.body
    assert "3 days left" in mail.body


def test_the_host_is_named_only_if_shared(
    db_session: Session,
    employment: Employment,
    actor: Subject,
    outbox: Outbox,
    client: InspectingClient,
) -> None:
    ask_for_leave(actor, "booking", 8, employment, occasion(shares_host=True))
    assert "Volunteers for: Wychmere Food Bank" in outbox.last_to(MANAGER).body
    assert "Wychmere Food Bank" in Page(client.get(token_path(outbox)).text).text


def test_a_withdrawn_request_says_so_on_the_link(
    db_session: Session,
    asked: LeaveRequest,
    outbox: Outbox,
    client: InspectingClient,
    vera: InspectingClient,
) -> None:
    path = token_path(outbox)
    old = client.get(path)
    answer = vera.submit(vera.get("/account/leave"), form=f"I do not need this leave {_day(asked)}")
    assert "The leave is yours again" in Page(vera.get(answer.location).text).text
    page = Page(client.get(path).text)
    assert "Vera Underhill has withdrawn this request" in page.text
    assert Page(client.submit(old, {"answer": "yes"}).text).error_summary
    assert the_account(db_session).left_minutes == 3 * A_DAY
    assert "not needed any more" in outbox.last_to(MANAGER).subject


def test_a_link_runs_out_and_can_be_sent_again(
    db_session: Session,
    asked: LeaveRequest,
    outbox: Outbox,
    client: InspectingClient,
    vera: InspectingClient,
) -> None:
    path = token_path(outbox)
    with time_machine.travel(utcnow() + timedelta(days=15), tick=True):
        tasks.keep_requests_moving()
        assert Page(client.get(path).text).heading == "This link has run out"
        assert "No answer about your leave" in outbox.last_to("vera@example.org").subject
        assert outbox.to("lionel@example.org")
        told = len(outbox.all())
        tasks.keep_requests_moving()
        assert len(outbox.all()) == told
    vera.submit(vera.get("/account/leave"), form=f"Ask my manager again about {_day(asked)}")
    assert token_path(outbox) != path
    assert client.get(token_path(outbox)).status_code == 200


def test_a_reminder_comes_once_before_the_link_runs_out(
    db_session: Session, asked: LeaveRequest, outbox: Outbox, client: InspectingClient
) -> None:
    tasks.keep_requests_moving()
    assert len(outbox.to(MANAGER)) == 1
    with time_machine.travel(utcnow() + timedelta(days=12), tick=True):
        tasks.keep_requests_moving()
        tasks.keep_requests_moving()
        assert [each.subject[:8] for each in outbox.to(MANAGER)][1:] == ["Reminder"]
        page = client.get(token_path(outbox))
        assert client.submit(page, {"answer": "yes"}).status_code == 303


def test_what_nobody_decided_goes_back_when_the_day_comes(
    db_session: Session, asked: LeaveRequest, outbox: Outbox
) -> None:
    with time_machine.travel(utcnow() + timedelta(days=21), tick=True):
        tasks.keep_requests_moving()
    assert queries.find_request("booking", 7).status == RequestStatus.RELEASED
    assert the_account(db_session).left_minutes == 3 * A_DAY
    assert "nobody had answered" in outbox.last_to("vera@example.org").body


def test_a_line_manager_decides_signed_in_and_may_change_a_yes(
    db_session: Session,
    employer: Organisation,
    asked: LeaveRequest,
    lionel: InspectingClient,
    outbox: Outbox,
) -> None:
    page = lionel.click(
        lionel.get(f"/organisations/{employer.id}/volunteering-leave"), "Requests for leave"
    )
    page = lionel.click(page, f"Answer Vera Underhill, {_day(asked)}")
    assert lionel.submit(page, {"answer": "yes"}).status_code == 303
    page = lionel.get(f"/organisations/{employer.id}/volunteering-leave/requests/{asked.id}")
    assert "You agreed to this." in Page(page.text).text
    lionel.submit(page, {"answer": "no", "reason": "An inspection was called"})
    assert queries.find_request("booking", 7).status == RequestStatus.DECLINED
    assert the_account(db_session).left_minutes == 3 * A_DAY


def test_nobody_decides_about_their_own_leave(
    db_session: Session,
    employer: Organisation,
    line_manager: User,
    outbox: Outbox,
    sign_in_as: SignInAs,
    employment: Employment,
) -> None:
    own = make_employment(line_manager, employer, proved_at=utcnow())
    actor = Subject(user_id=line_manager.id)
    make_arrangement(own, manager_email=MANAGER)
    asked = ask_for_leave(actor, "booking", 9, own, occasion())
    client = sign_in_as(line_manager)
    path = f"/organisations/{employer.id}/volunteering-leave/requests/{asked.id}"
    for address in (path, token_path(outbox)):
        answer = client.submit(client.get(address), {"answer": "yes"})
        assert "You cannot decide about your own leave" in Page(answer.text).error_summary[0]


def test_without_a_managers_address_the_members_are_asked(
    db_session: Session, employer: Organisation, outbox: Outbox, person: User, actor: Subject
) -> None:
    make_policy(employer)
    bare = make_employment(person, employer, proved_at=utcnow())
    ask_for_leave(actor, "booking", 10, bare, occasion())
    assert {"olive@example.org", "lionel@example.org"} <= set(outbox.recipients())


def test_too_little_left_is_refused_and_nothing_is_kept(
    db_session: Session, employment: Employment, actor: Subject
) -> None:
    for number in range(3):
        ask_for_leave(actor, "booking", number + 20, employment, occasion(20 + number))
    with pytest.raises(DomainError, match="not enough leave"):
        ask_for_leave(actor, "booking", 30, employment, occasion(30))
    assert queries.find_request("booking", 30) is None
    assert the_account(db_session).left_minutes == 0


def test_one_open_request_a_source(
    db_session: Session, employment: Employment, actor: Subject, asked: LeaveRequest
) -> None:
    with pytest.raises(DomainError, match="already"):
        ask_for_leave(actor, "booking", 7, employment, occasion(25))
    assert the_account(db_session).left_minutes == 2 * A_DAY


@pytest.mark.parametrize(
    ("why", "days_ahead", "status", "left"),
    [
        (Why.CALLED_OFF, 20, RequestStatus.RELEASED, 3),
        (Why.WITHDRAWN, 20, RequestStatus.WITHDRAWN, 3),
        (Why.WITHDRAWN, 1, RequestStatus.TAKEN, 2),
        (Why.NO_SHOW, 20, RequestStatus.TAKEN, 2),
    ],
)
def test_what_a_cancelled_day_costs_is_the_policys(
    db_session: Session,
    employment: Employment,
    actor: Subject,
    why: Why,
    days_ahead: int,
    status: RequestStatus,
    left: int,
) -> None:
    asked = ask_for_leave(actor, "booking", 7, employment, occasion(days_ahead))
    approve_request(_lionel(employment), asked)
    release_leave(actor, "booking", 7, why)
    assert queries.find_request("booking", 7).status == status
    assert the_account(db_session).left_minutes == left * A_DAY


def test_a_policy_may_give_back_after_a_no_show(
    db_session: Session, employer: Organisation, person: User, actor: Subject
) -> None:
    make_policy(employer, no_show="give-back", needs_approval=False)
    bare = make_employment(person, employer, proved_at=utcnow())
    asked = ask_for_leave(actor, "booking", 7, bare, occasion())
    assert asked.status == RequestStatus.NOT_NEEDED
    take_leave(actor, "booking", 7)
    assert the_account(db_session).taken_minutes == A_DAY
    release_leave(actor, "booking", 7, Why.NO_SHOW)  # the host puts right who was there
    assert the_account(db_session).left_minutes == 3 * A_DAY
    take_leave(actor, "booking", 7)
    assert the_account(db_session).taken_minutes == A_DAY
    take_leave(actor, "booking", 7, 120)  # and how long
    assert the_account(db_session).taken_minutes == A_DAY // 2
    assert queries.find_request("booking", 7).status == RequestStatus.TAKEN


def test_what_was_there_without_a_yes_costs_nothing(
    db_session: Session, actor: Subject, asked: LeaveRequest
) -> None:
    take_leave(actor, "booking", 7)
    assert queries.find_request("booking", 7).status == RequestStatus.RELEASED
    assert the_account(db_session).left_minutes == 3 * A_DAY


def test_nothing_happens_where_no_leave_was_asked_for(db_session: Session, actor: Subject) -> None:
    assert take_leave(actor, "booking", 404) is None
    assert release_leave(actor, "booking", 404, Why.NO_SHOW) is None


def test_a_decline_is_final(db_session: Session, asked: LeaveRequest, actor: Subject) -> None:
    decline_request(_lionel(asked.employment), asked, "No")
    assert take_leave(actor, "booking", 7) is None
    assert the_account(db_session).left_minutes == 3 * A_DAY


def test_leaving_the_employer_gives_leave_back(
    db_session: Session, asked: LeaveRequest, vera: InspectingClient
) -> None:
    page = vera.get("/account/employment")
    vera.submit(page, form="I no longer work there Wychmere Council")
    assert queries.find_request("booking", 7).status == RequestStatus.RELEASED
    assert "No leave yet" in Page(vera.get("/account/leave").text).text


def test_another_persons_request_is_not_found(
    db_session: Session, asked: LeaveRequest, olive: InspectingClient
) -> None:
    token = olive.csrf_token(olive.get("/account/name"))
    for verb in ("withdraw", "send-again"):
        for number in (asked.id, 2**30):
            answer = olive.post(f"/account/leave/{number}/{verb}", data={"csrf_token": token})
            assert answer.status_code == 404
    assert queries.find_request("booking", 7).status == RequestStatus.ASKED


def test_deciding_withstands_anything(
    asked: LeaveRequest, outbox: Outbox, client: InspectingClient, lionel: InspectingClient
) -> None:
    employer_id = asked.employment.organisation_id
    path = f"/organisations/{employer_id}/volunteering-leave/requests/{asked.id}"
    link = token_path(outbox)
    fuzz_form(client, link, posts=50)
    if asked.status == RequestStatus.ASKED:
        fuzz_form(lionel, path, posts=50)


def test_deciding_changes_its_own_columns_only(
    db_session: Session, asked: LeaveRequest, outbox: Outbox, client: InspectingClient
) -> None:
    before = snapshot(db_session)
    post_every_column(client, token_path(outbox), {"answer": ["yes"]})
    changed = changes(before, snapshot(db_session))
    own = {"status", "decided_at", "changed_at", "used_at"}
    assert {column for table, column in changed if table.startswith("leave_")} <= own
    assert not {table for table, _ in changed} & {"users", "employments", "memberships"}


def test_an_unknown_link_is_a_plain_page(client: InspectingClient) -> None:
    for path in ("decide", "confirm-day"):
        page = client.get(f"/leave/{path}/{'x' * 43}")
        assert (page.status_code, Page(page.text).heading) == (404, "This link does not work")


def _lionel(employment: Employment) -> Subject:
    return Subject(memberships={employment.organisation_id: Role.LINE_MANAGER})


def _day(request: LeaveRequest) -> str:
    return f"{request.starts_at.day} {request.starts_at:%B %Y}"
