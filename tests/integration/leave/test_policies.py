"""An employer's terms by date, its teams, and what it says of one person's leave."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.leave.models import (
    Employment,
    LeaveAccount,
    LeaveArrangement,
    LeavePolicy,
    LeaveTeam,
)
from brokerage.leave.rules.wallet import Occasion
from brokerage.leave.service import ask_for_leave
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.leave import (
    A_DAY,
    make_account,
    make_arrangement,
    make_policy,
    make_team,
    on_day,
)
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_employment
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("autumn")
SignInAs = Callable[..., InspectingClient]


@pytest.fixture
def employment(db_session: Session, employer: Organisation, person: User) -> Employment:
    """Return the person's proved employment."""
    return make_employment(person, employer, proved_at=utcnow())


def home(employer: Organisation) -> str:
    return f"/organisations/{employer.id}/volunteering-leave"


def answers(from_on: date, **more: object) -> dict[str, object]:
    return {
        "from_on-day": str(from_on.day),
        "from_on-month": str(from_on.month),
        "from_on-year": str(from_on.year),
        "amount": "2",
        "unit": "days",
        "hours_a_day": "7.4",
        "year_day": "1",
        "year_month": "4",
        "terms": ["is_pro_rata", "takes_half_days", "needs_approval"],
        "notice_working_days": "5",
        "late_working_days": "2",
        "late_cancellation": "take",
        "no_show": "take",
    } | more


def year_start() -> date:
    today = utcnow().date()
    return date(today.year if today.month > 3 else today.year - 1, 4, 1)


def the_account(session: Session) -> LeaveAccount:
    account = session.scalars(select(LeaveAccount)).one()
    session.refresh(account)
    return account


def test_an_owner_says_what_leave_there_is(
    db_session: Session,
    employer: Organisation,
    employment: Employment,
    olive: InspectingClient,
    vera: InspectingClient,
) -> None:
    page = olive.click(olive.get(f"/organisations/{employer.id}"), "Volunteering leave you give")
    assert "No rules yet" in Page(page.text).text
    page = olive.click(page, "Say what leave you give")
    shown = Page(follow(olive, olive.submit(page, answers(utcnow().date()))).text).text
    assert "Leave a year, full time 2 days" in shown
    assert "A full working day 7 hours 24 minutes" in shown
    assert "Yes, rounded up to half a day" in shown
    assert "2 days of 2 days left" in Page(vera.get("/account/leave").text).text


def test_last_years_leave_stays_as_it_was(
    db_session: Session, employer: Organisation, employment: Employment, olive: InspectingClient
) -> None:
    make_policy(employer)
    start = year_start()
    last = make_account(employment, starts_on=start.replace(year=start.year - 1), ends_before=start)
    this = make_account(employment)
    form = f"{home(employer)}/change"
    answer = olive.submit(olive.get(form), answers(start - timedelta(days=1), amount="9"))
    assert "Last year’s leave stays as it was" in Page(answer.text).error_summary[0]
    assert olive.submit(olive.get(form), answers(start, amount="5")).status_code == 303
    for account, days in ((last, 3), (this, 5)):
        db_session.refresh(account)
        assert account.granted_minutes == days * A_DAY


def test_a_cut_stops_at_what_is_reserved(
    db_session: Session, employer: Organisation, employment: Employment, olive: InspectingClient
) -> None:
    make_policy(employer, notice_working_days=0)
    starts_at = on_day(2)
    for number in range(2):
        occasion = Occasion(starts_at=starts_at, ends_at=starts_at + timedelta(hours=7))
        ask_for_leave(Subject(user_id=employment.user_id), "booking", number, employment, occasion)
    olive.submit(olive.get(f"{home(employer)}/change"), answers(utcnow().date(), amount="1"))
    account = the_account(db_session)
    assert (account.granted_minutes, account.left_minutes) == (2 * A_DAY, 0)


def test_rules_that_have_not_begun_can_be_taken_back(
    db_session: Session, employer: Organisation, employment: Employment, olive: InspectingClient
) -> None:
    make_policy(employer)
    account = make_account(employment)
    soon = utcnow().date() + timedelta(days=30)
    page = olive.get(f"{home(employer)}/change")
    page = follow(olive, olive.submit(page, answers(soon, amount="4")))
    db_session.refresh(account)
    assert account.granted_minutes == 4 * A_DAY
    label = f"Remove these rules from {soon.day} {soon:%B %Y}"
    page = follow(olive, olive.submit(page, form=label))
    assert "Removed. The rules before it stay in force." in Page(page.text).text
    db_session.refresh(account)
    assert account.granted_minutes == 3 * A_DAY


def test_rules_that_have_begun_stay(
    db_session: Session, employer: Organisation, olive: InspectingClient
) -> None:
    policy = make_policy(employer)
    token = olive.csrf_token(olive.get("/account/name"))
    answer = olive.post(f"{home(employer)}/{policy.id}/remove", data={"csrf_token": token})
    assert "so they stay" in Page(olive.get(answer.location).text).text
    assert db_session.scalars(select(LeavePolicy)).all()


def test_a_share_for_part_time_is_rounded_up_and_follows_a_change(
    db_session: Session, employer: Organisation, employment: Employment, olive: InspectingClient
) -> None:
    make_policy(employer)
    make_account(employment)
    page = olive.click(
        olive.get(f"/organisations/{employer.id}/staff"),
        f"Team, hours and manager of {employment.user.name}",
    )
    assert olive.submit(page, {"full_time_percent": "60"}).status_code == 303
    assert the_account(db_session).granted_minutes == 2 * A_DAY  # 1.8 days
    page = olive.get(f"/organisations/{employer.id}/staff/{employment.id}/leave")
    olive.submit(page, {"full_time_percent": "100"})
    assert the_account(db_session).granted_minutes == 3 * A_DAY


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("boss@elsewhere.example", "one of your own confirmed domains"),
        ("boss@waiting.example", "one of your own confirmed domains"),
        ("VERA@wychmere.example", "Nobody decides about their own leave"),
    ],
)
def test_a_manager_is_on_the_employers_own_domain_and_somebody_else(
    db_session: Session,
    employer: Organisation,
    employment: Employment,
    olive: InspectingClient,
    address: str,
    sentence: str,
) -> None:
    employment.work_email = "vera@wychmere.example"
    db_session.flush()
    page = olive.get(f"/organisations/{employer.id}/staff/{employment.id}/leave")
    answer = olive.submit(page, {"full_time_percent": "100", "manager_email": address})
    assert sentence in Page(answer.text).error_summary[0]
    assert db_session.scalars(select(LeaveArrangement)).all() == []


def test_teams_are_added_changed_and_removed(
    db_session: Session, employer: Organisation, employment: Employment, olive: InspectingClient
) -> None:
    page = olive.click(olive.get(home(employer)), "Add a team")
    sent = {"name": "Parks", "manager_email": "boss@elsewhere.example"}
    assert "confirmed domains" in Page(olive.submit(page, sent).text).error_summary[0]
    page = follow(olive, olive.submit(page, sent | {"manager_email": "boss@wychmere.example"}))
    assert "Decided by boss@wychmere.example" in Page(page.text).text
    again = olive.submit(olive.get(f"{home(employer)}/teams/add"), {"name": "Parks"})
    assert "of this name already" in Page(again.text).error_summary[0]
    page = follow(
        olive, olive.submit(olive.click(page, "Change Parks"), {"name": "Parks and trees"})
    )
    team = db_session.scalars(select(LeaveTeam)).one()
    arrangement = make_arrangement(employment, team_id=team.id)
    page = follow(olive, olive.submit(page, form="Remove Parks and trees"))
    assert "There are people in this team" in Page(page.text).text
    arrangement.team_id = None
    db_session.flush()
    page = follow(olive, olive.submit(page, form="Remove Parks and trees"))
    assert "The team is removed." in Page(page.text).text


def test_another_employers_teams_and_rules_are_not_found(
    db_session: Session, employer: Organisation, olive: InspectingClient
) -> None:
    other = make_user()
    from_elsewhere = make_team(_elsewhere(other))
    policy = make_policy(_elsewhere(other), from_on=utcnow().date() + timedelta(days=9))
    assert olive.get(f"{home(employer)}/teams/{from_elsewhere.id}").status_code == 404
    token = olive.csrf_token(olive.get("/account/name"))
    for path in (f"teams/{from_elsewhere.id}/remove", f"{policy.id}/remove"):
        answer = olive.post(f"{home(employer)}/{path}", data={"csrf_token": token})
        assert answer.status_code == 404


def test_line_managers_see_the_rules_and_change_none(
    employer: Organisation, lionel: InspectingClient
) -> None:
    make_policy(employer)
    page = Page(lionel.get(home(employer)).text)
    assert "Owners of Wychmere Council can add new rules" in page.text
    assert lionel.get(f"{home(employer)}/change").status_code == 404


@pytest.mark.parametrize("where", ["change", "teams/add", "staff"])
def test_the_forms_withstand_anything(
    employer: Organisation, employment: Employment, olive: InspectingClient, where: str
) -> None:
    path = f"{home(employer)}/{where}"
    if where == "staff":
        path = f"/organisations/{employer.id}/staff/{employment.id}/leave"
    fuzz_form(olive, path, posts=50)


def test_what_is_asked_for_in_an_address_withstands_anything(
    employer: Organisation, lionel: InspectingClient
) -> None:
    make_policy(employer)
    hostile_query_strings(lionel, f"{home(employer)}/requests", ["page"])
    hostile_query_strings(lionel, f"{home(employer)}/uptake", ["back"])
    hostile_query_strings(lionel, f"{home(employer)}/uptake.csv", ["back"])


def test_a_form_changes_its_own_columns_only(
    db_session: Session, employer: Organisation, employment: Employment, olive: InspectingClient
) -> None:
    make_policy(employer)
    make_account(employment)
    make_arrangement(employment)
    before = snapshot(db_session)
    path = f"/organisations/{employer.id}/staff/{employment.id}/leave"
    post_every_column(olive, path, {"full_time_percent": ["50"]})
    changed = changes(before, snapshot(db_session))
    own = {
        ("leave_arrangements", "full_time_percent"),
        ("leave_accounts", "granted_minutes"),
    }
    assert {each for each in changed if each[0] not in {"sign_ins", "throttle_counts"}} <= own


def _elsewhere(owner: User) -> Organisation:
    return make_organisation(owner=owner)
