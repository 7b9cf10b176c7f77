"""By when suppliers hear from a buyer, and what both see once that day has gone by."""

from datetime import date, timedelta

import pytest

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Approach, Brief
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_shortlist_entry,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def brief(authority: Organisation, buyer_user: User) -> Brief:
    return make_brief(authority, buyer_user, title="Lunches")


def ask(
    brief: Brief, supplier: Organisation, sent_by: User, decide_by: date, answer: str | None
) -> Approach:
    enquiry = make_enquiry(
        brief, sent_by, answer_by=decide_by - timedelta(days=5), decide_by=decide_by
    )
    return make_approach(brief, supplier, enquiry, answer=answer, read_at=utcnow())


def read(client: InspectingClient, address: str) -> str:
    return Page(client.get(address).text).text


@pytest.mark.parametrize(
    ("days", "answer", "is_overdue"),
    [
        (-1, "interested", True),
        (0, "interested", False),
        (-1, "not-now", False),
        (-1, None, False),
    ],
)
def test_a_day_gone_by_is_overdue_while_an_interested_supplier_waits(
    brief: Brief,
    supplier: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    simone: InspectingClient,
    days: int,
    answer: str | None,
    is_overdue: bool,
) -> None:
    approach = ask(brief, supplier, buyer_user, utcnow().date() + timedelta(days=days), answer)
    said_to_buyer = read(bashir, f"/briefs/{brief.id}")
    assert ("You said you would decide by" in said_to_buyer) == is_overdue
    listed = read(bashir, f"/organisations/{brief.organisation_id}/briefs")
    assert ("Decision overdue" in listed) == is_overdue
    said_to_supplier = read(simone, f"/enquiries/{approach.id}")
    assert ("has not said anything yet" in said_to_supplier) == is_overdue


def test_nothing_is_overdue_once_the_supplier_has_heard(
    brief: Brief, supplier: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    approach = ask(brief, supplier, buyer_user, utcnow().date() - timedelta(days=1), "interested")
    approach.result, approach.result_at = "chosen", utcnow()
    assert "You said you would decide by" not in read(bashir, f"/briefs/{brief.id}")
    assert "Decision overdue" not in read(bashir, f"/organisations/{brief.organisation_id}/briefs")


def test_who_is_asked_from_the_shortlist_sees_that_it_is_on_it(
    brief: Brief,
    supplier: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    simone: InspectingClient,
) -> None:
    make_shortlist_entry(brief, supplier, buyer_user)
    page = bashir.get(f"/briefs/{brief.id}/enquiries/send")
    bashir.submit(bashir.submit(page, {"audience": "shortlist"}))
    address = Page(simone.get(f"/organisations/{supplier.id}/enquiries").text).link("Lunches")
    assert "On the shortlist" in read(simone, address)


def test_the_list_says_where_answers_are_new(
    brief: Brief, supplier: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    address = f"/organisations/{brief.organisation_id}/briefs"
    assert "new answer" not in read(bashir, address)
    approach = ask(brief, supplier, buyer_user, utcnow().date(), "not-now")
    assert "new answer" not in read(bashir, address)
    approach.read_at = None
    assert "1 new answer" in read(bashir, address)
