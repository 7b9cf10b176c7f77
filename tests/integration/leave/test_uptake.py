"""The employer's figures: by team and month and by host; nobody below five, on page and in file."""

import csv
import io

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.leave.models import LeaveTeam
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.leave import (
    make_account,
    make_arrangement,
    make_policy,
    make_request,
    make_team,
)
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_employment
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("autumn")
IN_AUGUST, IN_JULY = -25, -60


@pytest.fixture
def parks(db_session: Session, employer: Organisation) -> LeaveTeam:
    """Return a team of the employer, which gives three days a year."""
    make_policy(employer)
    return make_team(employer, name="=Parks")


def volunteers(
    employer: Organisation, team: LeaveTeam | None, number: int, days_ahead: int, **fields: object
) -> None:
    for _ in range(number):
        employment = make_employment(make_user(), employer, proved_at=utcnow())
        if team is not None:
            make_arrangement(employment, team_id=team.id)
        request = {"status": "taken", "host_name": "Otmoor Food Bank"} | fields
        make_request(make_account(employment), days_ahead=days_ahead, **request)


def home(employer: Organisation, name: str = "uptake") -> str:
    return f"/organisations/{employer.id}/volunteering-leave/{name}"


def test_teams_months_and_hosts_with_five_or_more_are_shown(
    db_session: Session, employer: Organisation, parks: LeaveTeam, lionel: InspectingClient
) -> None:
    host = make_organisation(name="Wychmere Museum")
    volunteers(employer, parks, 7, IN_AUGUST)
    volunteers(employer, parks, 6, IN_JULY, host_organisation_id=host.id, host_name="Museum")
    volunteers(employer, None, 11, IN_JULY)
    page = Page(lionel.get(home(employer)).text)
    assert "At least 20 of your people took volunteering leave" in page.text
    assert "Otmoor Food Bank 15 Wychmere Museum 5" in page.text
    answer = lionel.get(home(employer, "uptake.csv"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="leave-uptake.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["Team", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "All months"]
    assert rows[1][0] == "'=Parks"
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_four_people_are_not_shown_anywhere(
    db_session: Session, employer: Organisation, parks: LeaveTeam, lionel: InspectingClient
) -> None:
    volunteers(employer, parks, 4, IN_AUGUST)
    page = Page(lionel.get(home(employer)).text)
    assert "too few to show" in page.text
    assert "Food Bank" not in page.text
    assert "Food Bank" not in lionel.get(home(employer, "uptake.csv")).text


def test_what_is_planned_lost_or_of_this_month_does_not_count(
    db_session: Session, employer: Organisation, parks: LeaveTeam, lionel: InspectingClient
) -> None:
    volunteers(employer, parks, 6, -3)  # this month is not over
    volunteers(employer, parks, 6, IN_AUGUST, status="approved")
    volunteers(employer, parks, 6, IN_AUGUST, why="no-show")
    assert "Food Bank" not in Page(lionel.get(home(employer)).text).text


def test_another_employers_people_are_not_counted(
    db_session: Session, employer: Organisation, parks: LeaveTeam, lionel: InspectingClient
) -> None:
    other = make_organisation()
    make_policy(other)
    volunteers(other, None, 9, IN_AUGUST)
    assert "too few to show" in Page(lionel.get(home(employer)).text).text


def test_the_year_before_has_its_own_page_and_none_before_the_rules(
    db_session: Session, employer: Organisation, parks: LeaveTeam, lionel: InspectingClient
) -> None:
    volunteers(employer, parks, 6, -300)
    page = lionel.click(lionel.get(home(employer)), "The leave year before")
    assert "Otmoor Food Bank 5" in Page(page.text).text
    assert "Nothing to show" in Page(lionel.get(home(employer) + "?back=9").text).text
    assert lionel.get(home(employer, "uptake.csv") + "?back=9").status_code == 404


def test_statements_do_not_grow(
    db_session: Session,
    employer: Organisation,
    parks: LeaveTeam,
    person: User,
    lionel: InspectingClient,
    vera: InspectingClient,
) -> None:
    account = make_account(make_employment(person, employer, proved_at=utcnow()))
    make_request(account, minutes=1)
    volunteers(employer, parks, 1, 5, status="asked")

    def counted() -> list[int]:
        pages = [(lionel, home(employer, "requests")), (lionel, home(employer))]
        asked = [*pages, (vera, "/account/leave")]
        for client, path in asked:
            client.get(path)  # templates and caches are warm from here on
        return [count_statements(client, path) for client, path in asked]

    before = counted()
    volunteers(employer, parks, 8, 5, status="asked")
    volunteers(employer, parks, 8, IN_AUGUST)
    for days_ahead in range(6, 12):
        make_request(account, minutes=1, days_ahead=days_ahead)
    assert counted() == before
    assert max(before) <= 15
