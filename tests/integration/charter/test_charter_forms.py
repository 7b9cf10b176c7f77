"""Every form of the charter under hostile posts."""

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.charter.models import CharterTerm, Pledge, TakenPledge
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.charter.service.comments import make_token
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from tests.factories.charter import make_figure, make_pair, make_signed, make_taken, make_term
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient

POSTS = 15
"""Of a form in a test that walks through a dozen of them."""


def is_throttled(answer: TestResponse) -> bool:
    return answer.status_code == 429


def is_decided(answer: TestResponse) -> bool:
    """A sign-up that one of the posts has decided offers no form any more."""
    return "Charter sign-up of" in answer.text and "What do you decide?" not in answer.text


@pytest.fixture
def draft(bakery: Organisation, volunteering: Pledge) -> CharterTerm:
    """Return a draft with one pledge."""
    term = make_term(bakery, comments_close_on=utcnow().date())
    make_taken(term, volunteering)
    return term


@pytest.fixture
def taken(bakery: Organisation, volunteering: Pledge) -> TakenPledge:
    """Return a pledge that is signed, with a check-in that is open."""
    term = make_signed(bakery, number=2)
    taken = make_taken(term, volunteering)
    figure = make_figure(term, taken)
    figure.check_in.status = CheckInStatus.OPEN
    db.session.flush()
    return taken


def test_forms_of_the_sign_up(
    simone: InspectingClient, client: InspectingClient, draft: CharterTerm
) -> None:
    own = f"/charter/terms/{draft.id}"
    fuzz_form(simone, "/charter/sign", POSTS)
    for page in ("notes", "pledges/add", "voices", "pledges"):
        fuzz_form(simone, f"{own}/{page}", POSTS)
    say = f"/charter/say/{draft.id}/{make_token(draft)}"
    fuzz_form(client, say, POSTS, is_refusal=is_throttled)


def test_forms_of_a_signed_term(
    simone: InspectingClient,
    bashir: InspectingClient,
    other: Organisation,
    volunteering: Pledge,
    taken: TakenPledge,
) -> None:
    fuzz_form(simone, f"/charter/taken-pledges/{taken.id}", POSTS)
    lead = f"/charter/taken-pledges/{taken.id}/lead"
    fuzz_form(simone, lead, POSTS, form="Send the link", is_refusal=is_throttled)
    offered = make_taken(make_signed(other), volunteering)
    pair = make_pair(taken, offered)
    fuzz_form(bashir, f"/charter/buddy-pairs/{pair.id}/end", POSTS)
    fuzz_form(simone, f"/charter/terms/{taken.term_id}/leave", POSTS)


def test_forms_of_a_check_in(simone: InspectingClient, taken: TakenPledge) -> None:
    figure = make_figure(taken.term, make_taken(taken.term))
    own = f"/charter/check-ins/{figure.check_in_id}"
    fuzz_form(simone, f"{own}/figures/{figure.id}", POSTS)
    fuzz_form(simone, f"{own}/send", POSTS)


def test_forms_of_a_broker(
    petra: InspectingClient, draft: CharterTerm, volunteering: Pledge, db_session: Session
) -> None:
    draft.status = TermStatus.SUBMITTED
    db_session.flush()
    for page in (
        "pledges/add",
        "pledges/preview",
        f"pledges/{volunteering.id}/retire",
        "groups",
        f"terms/{draft.id}/first-meeting",
        f"terms/{draft.id}",
    ):
        fuzz_form(petra, f"/broker/charter/{page}", POSTS, is_refusal=is_decided)


def test_query_strings(
    client: InspectingClient, petra: InspectingClient, broker: User, taken: TakenPledge
) -> None:
    hostile_query_strings(client, "/charter/signatories", ["page"])
    hostile_query_strings(client, f"/charter/pledges/{taken.pledge_id}", ["page"])
    hostile_query_strings(petra, "/broker/charter/pledges", ["page"])
