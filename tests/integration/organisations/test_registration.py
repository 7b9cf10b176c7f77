"""The way from the first answer to an application in a broker's hands."""

from collections.abc import Callable

import pytest
from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.organisations.models import Membership, Organisation
from brokerage.organisations.rules import Role, Status, Step
from tests.factories.accounts import make_user
from tests.factories.listings import make_listing
from tests.factories.organisations import make_draft, make_member, make_organisation
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

WORDS = (
    "We are a bakery. We bring bread and sandwiches to offices, with young people as apprentices."
)
ANSWERS = (
    (Step.KIND, {"kind": "business"}),
    (Step.NAME, {"name": "Ace Bakery", "website": "www.ace.example"}),
    (Step.REGISTRATION, {"register": "company", "registration_number": "1234567"}),
    (Step.PLACE, {"postcode": "ox41eq"}),
    (Step.DESCRIPTION, {"description": WORDS}),
    (Step.CATEGORIES, {"categories": ["15800000"], "causes": ["young-people"]}),
    (Step.REACH, {"serves_areas": ["oxford"], "serves_miles": "10"}),
    (Step.WANTS, {"wants": ["sell", "make-offers"]}),
)

pytestmark = pytest.mark.usefixtures("reference")


def step_address(organisation: Organisation, step: str) -> str:
    return f"/organisations/{organisation.id}/register/{step}"


def the_only(session: Session) -> Organisation:
    return session.scalars(select(Organisation)).one()


def answer_all(client: InspectingClient) -> TestResponse:
    page = client.get("/organisations/register")
    page = follow(client, client.submit(page, form="Start now"))
    for step, values in ANSWERS:
        assert page.request.path.endswith(f"/register/{step}")
        button = "Continue" if step == Step.CATEGORIES else None
        page = follow(client, client.submit(page, values, button=button))
    return page


def test_a_newcomer_registers_and_hears_what_happens_next(
    db_session: Session, ada: InspectingClient, outbox: Outbox
) -> None:
    broker = make_user(is_broker=True, email="broker@example.org")
    page = answer_all(ada)
    assert Page(page.text).heading == "Check your answers"
    shown = Page(page.text).text
    for answer in ("Business", "Ace Bakery", "https://www.ace.example", "01234567"):
        assert answer in shown
    for answer in (
        "OX4 1EQ, Oxford City Council",
        "Bread, cakes",
        "Young people",
        "Up to 10 miles",
    ):
        assert answer in shown

    page = follow(ada, ada.submit(page))
    assert Page(page.text).heading == "Application sent"
    assert "within 5 working days" in page.text

    organisation = the_only(db_session)
    assert organisation.status == Status.SUBMITTED
    assert organisation.registration_number == "01234567"
    assert "Ace Bakery" in outbox.last_to("ada@example.org").body
    link = outbox.link_to("ada@example.org")
    assert link == f"/organisations/{organisation.id}"
    assert "Ace Bakery" in outbox.last_to(broker.email).body
    actions = set(db_session.scalars(select(AuditEvent.action)))
    assert {"organisations:organisation:start", "organisations:application:submit"} <= actions


def test_the_place_found_is_said_on_the_next_page(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(person)
    page = ada.get(step_address(draft, Step.PLACE))
    page = follow(ada, ada.submit(page, {"postcode": "OX4 1EQ"}))
    assert "We found OX4 1EQ, served by Oxford City Council." in Page(page.text).text


def test_an_unknown_postcode_is_put_in_the_middle_of_its_outward_code_and_said_so(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(person)
    page = ada.get(step_address(draft, Step.PLACE))
    page = follow(ada, ada.submit(page, {"postcode": "OX4 9ZZ"}))
    assert "in the middle of OX4" in Page(page.text).text
    assert the_only(db_session).is_place_approximate
    page = ada.get(f"/organisations/{draft.id}/check-answers")
    assert "you are in the middle of OX4" in Page(page.text).text


def test_one_saves_and_comes_back(
    person: User, ada: InspectingClient, sign_in_as: Callable[..., InspectingClient]
) -> None:
    page = ada.get("/organisations/register")
    page = follow(ada, ada.submit(page, form="Start now"))
    page = follow(ada, ada.submit(page, {"kind": "charity"}))
    page = ada.click(page, "Come back later")
    assert "1 of 8 questions answered" in Page(page.text).text

    later = sign_in_as(person)
    page = later.get("/account/organisations")
    page = later.click(page, "Carry on with this organisation")
    assert page.request.path.endswith("/register/name")
    page = later.click(page, "Back")
    assert Page(page.text).form().fields["kind"].values == ["charity"]
    assert "You have begun already" in Page(later.get("/organisations/register").text).text
    assert "1 of 8 questions answered" in Page(later.get("/account").text).text


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({"name": "Ace Bakery!"}, True),
        ({"register": "company", "registration_number": "01234567"}, True),
        ({"name": "Another Bakery"}, False),
    ],
)
def test_whoever_has_a_listing_already_is_shown_how_to_take_it_over(
    person: User, ada: InspectingClient, fields: dict[str, str], is_told: bool
) -> None:
    make_listing(
        name="Ace Bakery", slug="ace-bakery", register="company", registration_number="01234567"
    )
    draft = make_organisation(status=Status.DRAFT, owner=person, **fields)
    page = ada.get(f"/organisations/{draft.id}/check-answers")
    assert ("already a page for Ace Bakery" in Page(page.text).text) is is_told
    if is_told:
        assert ada.click(page, "take that page over").status_code == 200


def test_change_comes_back_to_the_answers(person: User, ada: InspectingClient) -> None:
    organisation = make_organisation(status=Status.DRAFT, owner=person)
    page = ada.get(f"/organisations/{organisation.id}/check-answers")
    page = ada.click(page, "Change name")
    assert Page(page.text).form().fields["name"].values == [organisation.name]
    page = follow(ada, ada.submit(page, {"name": "Other Name"}))
    assert Page(page.text).heading == "Check your answers"
    assert "Other Name" in page.text


def test_other_words_ask_for_the_categories_again(person: User, ada: InspectingClient) -> None:
    organisation = make_organisation(status=Status.DRAFT, owner=person)
    page = ada.get(step_address(organisation, Step.DESCRIPTION))
    same = follow(ada, ada.submit(page))
    assert Page(same.text).heading == "Check your answers"
    page = follow(ada, ada.submit(page, {"description": "We cut grass and hedges in gardens."}))
    assert page.request.path.endswith("/register/categories")
    assert "Gardens and grounds" in page.text


def test_suggestions_say_why(person: User, ada: InspectingClient) -> None:
    draft = make_draft(person, description=WORDS)
    page = Page(ada.get(step_address(draft, Step.CATEGORIES)).text)
    assert "Bread, cakes and sweets" in page.text
    assert "Because you wrote “" in page.text
    assert "Gardens and grounds" not in page.text


def test_other_words_suggest_again_and_keep_the_ticks(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(person, description=WORDS)
    page = ada.get(step_address(draft, Step.CATEGORIES))
    ticked = {"categories": ["15800000"], "causes": ["young-people"]}
    page = ada.submit(page, ticked | {"other_words": "gardening"}, button="Suggest again")
    assert page.status_code == 200
    assert "Gardens and grounds" in page.text
    form = Page(page.text).form()
    assert form.fields["categories"].values == ["15800000"]
    assert form.fields["causes"].values == ["young-people"]
    assert the_only(db_session).categories == []

    page = ada.submit(
        page,
        {"categories": ["15800000", "77300000"], "other_words": "catering"},
        button="Suggest again",
    )
    assert sorted(Page(page.text).form().fields["categories"].values) == ["15800000", "77300000"]
    follow(ada, ada.submit(page, button="Continue"))
    saved = the_only(db_session)
    assert [each.code for each in saved.categories] == ["15800000", "77300000"]
    assert [each.code for each in saved.causes] == ["young-people"]


def test_nothing_suggested_is_said_and_none_is_an_answer(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(person, description="Zzyzx qwfp arstd neio luy kmhv.")
    page = ada.get(step_address(draft, Step.CATEGORIES))
    assert "We found nothing that fits your words" in page.text
    again = ada.submit(page, button="Continue")
    assert Page(again.text).error_summary == ["Select what fits, or “None of these”"]
    follow(ada, ada.submit(page, {"categories": ["none"]}, button="Continue"))
    assert Step.CATEGORIES in the_only(db_session).answered


def test_a_code_that_is_no_category_cannot_be_confirmed(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(person, description=WORDS)
    page = ada.get(step_address(draft, Step.CATEGORIES))
    forged = {"csrf_token": ada.csrf_token(page), "categories": "99999999", "causes": "nothing"}
    answer = ada.post(step_address(draft, Step.CATEGORIES), data=forged)
    assert answer.status_code == 200
    assert Page(answer.text).error_summary
    assert the_only(db_session).categories == []


REFUSALS = (
    (Step.KIND, {}, "Select what you are"),
    (Step.NAME, {"name": " "}, "Enter the name of the organisation"),
    (Step.NAME, {"name": "A", "website": "javascript:alert(1)"}, "Enter a website address"),
    (Step.REGISTRATION, {}, "Select a register, or “None of these”"),
    (Step.REGISTRATION, {"register": "company"}, "Enter your registration number"),
    (
        Step.REGISTRATION,
        {"register": "charity", "registration_number": "12"},
        "A charity number has 6 or 7 digits",
    ),
    (
        Step.REGISTRATION,
        {"register": "none", "registration_number": "1234567"},
        "Select which register this number is on",
    ),
    (Step.PLACE, {"postcode": ""}, "Enter your postcode"),
    (Step.PLACE, {"postcode": "nowhere"}, "postcode"),
    (Step.PLACE, {"postcode": "ZZ1 1ZZ"}, "We do not know that postcode"),
    (Step.DESCRIPTION, {"description": "Bread."}, "Say a little more"),
    (Step.DESCRIPTION, {"description": "word " * 500}, "2,000 characters or fewer"),
    (Step.REACH, {}, "Select a council area"),
    (Step.REACH, {"serves_miles": "9" * 400}, "must be between 1 and 200"),
    (Step.WANTS, {}, "Select what you want to do here"),
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal[2])
def test_a_refusal_says_why_keeps_what_was_typed_and_writes_nothing(
    person: User, ada: InspectingClient, db_session: Session, refusal: tuple[str, dict, str]
) -> None:
    step, values, sentence = refusal
    draft = make_draft(person)
    page = ada.get(step_address(draft, step))
    answer = ada.submit(page, values)
    assert answer.status_code == 200
    assert sentence in " ".join(Page(answer.text).error_summary)
    for name, typed in values.items():
        shown = Page(answer.text).form().fields[name].values
        assert shown == ([typed.strip()] if typed.strip() else [""])
    assert the_only(db_session).answered == []


def test_a_number_held_by_another_is_refused_when_it_is_handed_in(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    make_organisation(register="company", registration_number="07654321")
    mine = make_organisation(
        status=Status.DRAFT, owner=person, register="company", registration_number="07654321"
    )
    page = ada.get(f"/organisations/{mine.id}/check-answers")
    answer = ada.submit(page)
    assert "already registered here" in " ".join(Page(answer.text).error_summary)
    assert db_session.get(Organisation, mine.id).status == Status.DRAFT


def test_an_approved_organisation_cannot_take_anothers_number(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    make_organisation(register="company", registration_number="07654321")
    mine = make_organisation(owner=person)
    page = ada.get(step_address(mine, Step.REGISTRATION))
    answer = ada.submit(page, {"register": "company", "registration_number": "07654321"})
    assert "already registered here" in " ".join(Page(answer.text).error_summary)


def test_what_is_not_finished_cannot_be_handed_in(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(person, name="Half Done", answered=["kind", "name"])
    page = ada.get(f"/organisations/{draft.id}/check-answers")
    assert "Some questions have no answer yet" in page.text
    token = ada.csrf_token(page)
    answer = ada.post(page.request.path, data={"csrf_token": token})
    assert "Some answers are missing" in " ".join(Page(answer.text).error_summary)
    page = ada.click(page, "Carry on")
    assert page.request.path.endswith("/register/registration")


@pytest.mark.parametrize("status", [Status.CHANGES_ASKED, Status.DECLINED])
def test_after_a_no_the_reason_is_shown_and_the_journey_taken_up_again(
    person: User, ada: InspectingClient, db_session: Session, status: str
) -> None:
    organisation = make_organisation(
        status=status, owner=person, decision_reason="Say what you bake."
    )
    page = ada.get(f"/organisations/{organisation.id}")
    assert "Say what you bake." in Page(page.text).text
    page = ada.click(page, f"Check your answers and send {organisation.name}")
    assert "Say what you bake." in Page(page.text).text
    page = ada.click(page, "Change what you do")
    page = follow(ada, ada.submit(page, {"description": WORDS}))
    page = follow(ada, ada.submit(page, {"categories": ["15800000"]}, button="Continue"))
    follow(ada, ada.submit(page))
    again = db_session.get(Organisation, organisation.id)
    assert (again.status, again.decision_reason) == (Status.SUBMITTED, "")


def test_nothing_changes_while_a_broker_reads(
    person: User, ada: InspectingClient, db_session: Session
) -> None:
    organisation = make_organisation(status=Status.DRAFT, owner=person)
    page = ada.get(step_address(organisation, Step.NAME))
    organisation.status = Status.SUBMITTED
    answer = ada.submit(page, {"name": "Another"})
    assert answer.location.endswith(f"/organisations/{organisation.id}")
    assert "A broker is reading this now" in Page(ada.get(answer.location).text).text
    assert db_session.get(Organisation, organisation.id).name != "Another"


def test_starting_twice_takes_up_the_empty_draft(
    ada: InspectingClient, db_session: Session
) -> None:
    page = ada.get("/organisations/register")
    first = ada.submit(page, form="Start now")
    second = ada.submit(page, form="Start now")
    assert first.location == second.location
    assert db_session.scalar(select(func.count()).select_from(Organisation)) == 1
    assert db_session.scalars(select(Membership)).one().role == Role.OWNER


def test_drafts_are_throttled(person: User, ada: InspectingClient, db_session: Session) -> None:
    page = ada.get("/organisations/register")
    statuses = [ada.submit(page, form="Start now").status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]


def test_a_visitor_makes_an_account_first_and_comes_back(client: InspectingClient) -> None:
    page = Page(client.get("/organisations/register").text)
    assert page.link("I have an account: sign in") == "/sign-in?next=/organisations/register"
    assert page.link("Create an account first") == "/register?next=/organisations/register"


def test_an_unknown_step_is_missing(person: User, ada: InspectingClient) -> None:
    draft = make_draft(person)
    assert ada.get(step_address(draft, "no-such-step")).status_code == 404


def test_pages_of_the_journey_are_only_there_in_their_state(
    app, person: User, ada: InspectingClient
) -> None:
    approved = make_organisation(owner=person)
    page = f"/organisations/{approved.id}"
    for address in (f"{page}/check-answers", f"{page}/submitted"):
        answer = ada.get(address)
        assert (answer.status_code, answer.location) == (303, page)
    with app.test_request_context():
        assert url_for("organisations.show_submitted", organisation_id=approved.id)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BUYER, Role.LINE_MANAGER])
def test_other_roles_see_and_do_not_edit(
    sign_in_as: Callable[..., InspectingClient], db_session: Session, role: str
) -> None:
    organisation = make_organisation(status=Status.DRAFT, owner=make_user())
    colleague = make_user()
    make_member(organisation, colleague, role)
    client = sign_in_as(colleague)
    page = client.get(f"/organisations/{organisation.id}")
    assert page.status_code == 200
    assert "Change" not in Page(page.text).text
    assert client.get(step_address(organisation, Step.NAME)).status_code == 404
    assert client.get(f"/organisations/{organisation.id}/check-answers").status_code == 404
