"""Every form of the assisted pages takes whatever is sent, and changes only what is its own."""

from collections.abc import Callable

import pytest

from brokerage.accounts.models import User
from brokerage.assisted.models import AssistedVolunteer
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Opportunity
from tests.factories.assisted import make_assisted, make_letter
from tests.factories.volunteering import make_booking
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient

pytestmark = pytest.mark.usefixtures("fresh_index", "reference")


@pytest.fixture
def ada(broker: User, day: Occasion, role: Opportunity) -> AssistedVolunteer:
    """Return somebody with an ask and a letter."""
    person = make_assisted(broker, name="Ada Thornley")
    make_letter(person)
    make_booking(person.user, role, day)
    return person


@pytest.mark.parametrize(
    "page",
    [
        "change",
        "consent",
        "answers/causes",
        "answers/times",
        "answers/place",
        "answers/card",
    ],
)
def test_forms_about_somebody(bridget: InspectingClient, ada: AssistedVolunteer, page: str) -> None:
    fuzz_form(bridget, f"/assisted/people/{ada.user_id}/{page}", posts=25)


def test_the_form_that_registers(bridget: InspectingClient) -> None:
    fuzz_form(bridget, "/assisted/register")


def test_the_hosts_form_that_registers(hester: InspectingClient, host: Organisation) -> None:
    fuzz_form(hester, f"/organisations/{host.id}/assisted/register", posts=25)


def test_forms_about_places(
    bridget: InspectingClient, ada: AssistedVolunteer, role: Opportunity
) -> None:
    booking = make_booking(ada.user, role, status="alternative", proposed_opportunity_id=role.id)
    base = f"/assisted/people/{ada.user_id}"
    fuzz_form(bridget, f"{base}/places/{role.id}", posts=25)
    fuzz_form(bridget, f"{base}/bookings/{booking.id}/alternative", posts=25)
    fuzz_form(bridget, f"{base}/bookings/{booking.id}/withdraw", posts=25)


def test_forms_about_letters(bridget: InspectingClient, ada: AssistedVolunteer) -> None:
    letter = make_letter(ada)
    fuzz_form(bridget, f"/assisted/letters/{letter.id}", posts=25)
    fuzz_form(bridget, "/assisted/letters/print", posts=25)


def test_the_form_that_takes_over(client: InspectingClient) -> None:
    fuzz_form(client, "/take-over", is_refusal=lambda answer: answer.status_code == 429)


def test_hostile_query_strings(bridget: InspectingClient, ada: AssistedVolunteer) -> None:
    hostile_query_strings(bridget, "/assisted", ["q", "page"])
    hostile_query_strings(bridget, "/assisted/letters", ["show", "page"])


def test_a_change_touches_only_its_own_columns(
    bridget: InspectingClient, ada: AssistedVolunteer
) -> None:
    before = snapshot(db.session)
    post_every_column(bridget, f"/assisted/people/{ada.user_id}/change", {"name": ["Ada Ives"]})
    # Letters that wait follow how somebody wants to hear, which did not change here.
    assert changes(before, snapshot(db.session)) <= {("users", "name")}


def test_a_mark_touches_only_its_own_columns(
    bridget: InspectingClient,
    ada: AssistedVolunteer,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    letter = make_letter(ada)
    before = snapshot(db.session)
    post_every_column(bridget, f"/assisted/letters/{letter.id}", {"outcome": ["posted"]})
    own = {("letters", name) for name in ("outcome", "done_at", "done_by_id")}
    assert changes(before, snapshot(db.session)) <= own
