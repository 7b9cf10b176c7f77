"""A host keeps its own house, brokers see when, and a worry finds its way."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.audit import AuditEvent
from brokerage.checks.models import SafeguardingReview
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role, Want
from brokerage.volunteering.models import Booking
from tests.factories.accounts import make_user
from tests.factories.checks import make_contact
from tests.factories.organisations import make_member, make_organisation
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page
from tests.support.statements import count_statements

WORRIED = "/worried-about-someone"
OVERSEE = "/broker/safeguarding"


def house(host: Organisation) -> str:
    return f"/organisations/{host.id}/safeguarding"


def on(day) -> dict[str, str]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"done_on-{name}": str(number) for name, number in parts.items()}


def test_a_host_records_its_reviews_and_is_told_what_is_overdue(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    broker: InspectingClient,
) -> None:
    today = utcnow().date()
    panel = Page(hester.get(f"/organisations/{host.id}").text).text
    assert "Safeguarding policy reviewed: never recorded." in panel
    page = hester.click(hester.get(house(host)), "Record it: Safeguarding policy reviewed")
    assert Page(page.text).form().fields["review"].values == ["policy"]
    late = on(today - timedelta(days=400))
    page = follow(hester, hester.submit(page, late))
    assert "Overdue" in Page(page.text).text
    assert "overdue since" in Page(hester.get(f"/organisations/{host.id}").text).text
    overseen = Page(broker.get(OVERSEE).text).text
    assert "Overdue since" in overseen
    assert "Never recorded" in overseen

    page = hester.click(page, "Record it: Safeguarding policy reviewed")
    again = hester.submit(page, late)
    assert "You have recorded a later one already" in Page(again.text).error_summary
    future = hester.submit(page, on(today + timedelta(days=1)))
    assert "The day must be today or in the past" in Page(future.text).error_summary
    page = follow(hester, hester.submit(page, on(today)))
    assert "due again" in Page(page.text).text
    rows = db_session.scalars(select(SafeguardingReview.done_on)).all()
    assert sorted(rows) == [today - timedelta(days=400), today]
    assert "checks:safeguarding:review" in set(db_session.scalars(select(AuditEvent.action)))


def test_a_host_says_who_to_tell_and_people_with_a_place_see_it(
    host: Organisation,
    booking: Booking,
    hester: InspectingClient,
    vera: InspectingClient,
    client: InspectingClient,
) -> None:
    page = hester.click(hester.get(house(host)), "Say who they tell")
    refused = hester.submit(page, {"post": "Safeguarding lead"})
    assert "Enter a phone number or an email address" in Page(refused.text).error_summary
    values = {"post": "Safeguarding lead", "phone": "01865 496 0123"}
    page = follow(hester, hester.submit(page, values))
    page = hester.click(page, "Change who they tell")
    follow(hester, hester.submit(page, values | {"email": "lead@readers.example"}))
    text = Page(vera.get(WORRIED).text).text
    for words in ("Marston Readers", "01865 496 0123", "lead@readers.example"):
        assert words in text
        assert words not in client.get(WORRIED).text
    assert "has a place" not in text


def test_a_worry_is_routed_and_never_written_here(client: InspectingClient) -> None:
    home = client.get("/")
    page = client.click(home, "Worried about someone?")
    shown = Page(page.text)
    for words in (
        "call 999",
        "the host’s safeguarding lead",
        "the manager who supervises your volunteering",
        "safeguarding champions",
        "Do not tell it to the manager who agrees your time off",
    ):
        assert words in shown.text
    assert not list(shown.all("textarea", "input", "select"))
    assert "Worried" in Page(client.get("/help").text).text
    assert "who to call or tell" in Page(client.get("/help").text).text


def test_a_host_without_a_contact_shows_none(
    booking: Booking, other_host: Organisation, vera: InspectingClient
) -> None:
    make_contact(other_host)
    text = Page(vera.get(WORRIED).text).text
    assert "Where you have a place" not in text
    assert "Barton Club" not in text


def test_brokers_see_hosts_by_name_a_page_at_a_time(
    host: Organisation, broker: InspectingClient
) -> None:
    few = count_statements(broker, OVERSEE)
    for number in range(25):
        make_organisation(name=f"Host {number:02}", wants=[Want.HOST_VOLUNTEERS])
    make_organisation(name="A seller", wants=[Want.SELL])
    page = broker.get(OVERSEE)
    assert "Showing 1 to 25 of 26 hosts" in Page(page.text).text
    assert "A seller" not in page.text
    assert "Marston Readers" in broker.get(f"{OVERSEE}?page=2").text
    assert "There is nothing on this page" in broker.get(f"{OVERSEE}?page=3").text
    assert count_statements(broker, OVERSEE) == few <= 15
    hostile_query_strings(broker, OVERSEE, ["page"])


def test_no_host_yet(broker: InspectingClient) -> None:
    assert "No hosts yet" in Page(broker.get(OVERSEE).text).text


def test_only_owners_and_editors_keep_the_house(
    host: Organisation, sign_in_as: Callable[..., InspectingClient]
) -> None:
    viewer = make_user()
    make_member(host, viewer, Role.VIEWER)
    client = sign_in_as(viewer)
    for tail in ("", "/reviews/add", "/contact/edit"):
        assert client.get(house(host) + tail).status_code == 404


def test_any_post_is_answered(host: Organisation, hester: InspectingClient) -> None:
    fuzz_form(hester, f"{house(host)}/reviews/add")
    fuzz_form(hester, f"{house(host)}/contact/edit")
