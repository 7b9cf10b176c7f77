"""A host writes an opportunity, one page a question."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role, Want
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.opportunities import MOST_DRAFTS_A_DAY, Step
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import make_opportunity, make_session
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

ROLE = {
    "title": "Help in our orchard",
    "description": "You plant and prune young apple trees with our gardener, and drink tea.",
}
TIME = {"commitment": "one-off", "hours": "2.5", "kind_of_dates": "dated"}
PLACE = {"where": "place", "place_name": "The orchard", "postcode": "ox41eq"}
PEOPLE = {
    "people": ["neither"],
    "setting": "community",
    "is_weekly": "no",
    "days_in_30": "1",
    "is_overnight": "no",
    "is_supervised": "no",
    "is_trusted": "no",
    "may_be_paid": "no",
}
NEEDS = {"minimum_band": "16-17", "requirements": ["induction"]}
PRACTICAL = {"access": "Step-free from the road.", "expenses": "Bus fares."}
ANSWERS = (
    (Step.ROLE, ROLE),
    (Step.FIT, {"causes": ["food-growing"], "skills": ["gardening"]}),
    (Step.TIME, TIME),
    (Step.PLACE, PLACE),
    (Step.PEOPLE, PEOPLE),
    (Step.NEEDS, NEEDS),
    (Step.PRACTICAL, PRACTICAL),
)

pytestmark = pytest.mark.usefixtures("reference")


def list_address(host: Organisation) -> str:
    return f"/organisations/{host.id}/opportunities"


def step_address(opportunity: Opportunity, step: str) -> str:
    return f"/opportunities/{opportunity.id}/edit/{step}"


def make_draft(host: Organisation, **fields: object) -> Opportunity:
    blank = {"title": "", "description": "", "causes": [], "skills": [], "answered": []}
    unknown = dict.fromkeys(("published_at", "commitment", "minutes", "postcode", "easting"))
    return make_opportunity(
        host, **{"status": "draft", "place_name": ""} | blank | unknown | fields
    )


def the_only(session: Session) -> Opportunity:
    return session.scalars(select(Opportunity)).one()


def test_a_host_writes_an_opportunity_from_its_own_page(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    page = hester.get(f"/organisations/{host.id}")
    assert "Your opportunities" in Page(page.text).text
    page = follow(hester, hester.submit(page, form="Write an opportunity"))
    for number, (step, values) in enumerate(ANSWERS, start=1):
        assert page.request.path.endswith(f"/edit/{step}")
        assert f"Step {number} of 7" in Page(page.text).text
        button = "Continue" if step == Step.FIT else None
        page = follow(hester, hester.submit(page, values, button=button))
    text = Page(page.text).text
    assert page.request.path.endswith("/host")
    assert "Still missing: a date to come." in text
    for answer in ("2 hours 30 minutes each time", "OX4 1EQ", "16 or over", "An induction"):
        assert answer in text
    for answer in ("Growing food together", "Gardening and growing", "Bus fares."):
        assert answer in text

    opportunity = the_only(db_session)
    assert opportunity.status == "draft"
    assert (opportunity.minutes, opportunity.is_flexible) == (150, False)
    assert (opportunity.easting, opportunity.northing) == (453000, 205000)
    assert opportunity.answered == list(Step)
    actions = list(db_session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions.count("volunteering:opportunity:edit") == 7
    assert "volunteering:opportunity:start" in actions


def test_causes_and_skills_are_suggested_from_the_words_and_say_why(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(host, **ROLE)
    page = hester.get(step_address(draft, Step.FIT))
    text = Page(page.text).text
    assert "Growing food together" in text
    assert "Because you wrote “" in text
    assert "Driving" not in text
    page = hester.submit(
        page, {"causes": ["food-growing"], "other_words": "driving"}, button="Suggest again"
    )
    assert "Driving" in Page(page.text).text
    assert Page(page.text).form().fields["causes"].values == ["food-growing"]
    assert the_only(db_session).causes == []
    follow(hester, hester.submit(page, {"skills": ["driving"]}, button="Continue"))
    assert (the_only(db_session).causes, the_only(db_session).skills) == (
        ["food-growing"],
        ["driving"],
    )


def test_none_is_an_answer_for_cause_and_skill(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(host, title="Zzyzx", description="Qwfp arstd neio.")
    page = hester.get(step_address(draft, Step.FIT))
    assert "We found nothing that fits your words" in Page(page.text).text
    refused = hester.submit(page, button="Continue")
    assert len(Page(refused.text).error_summary) == 2
    none = {"causes": ["none"], "skills": ["none"]}
    follow(hester, hester.submit(page, none, button="Continue"))
    assert Step.FIT in the_only(db_session).answered
    again = Page(hester.get(step_address(draft, Step.FIT)).text).form()
    assert again.fields["skills"].values == ["none"]


def test_a_flexible_role_says_how_many_people_and_needs_no_date(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(host, answered=[step for step in Step if step != Step.TIME])
    page = hester.get(step_address(draft, Step.TIME))
    answers = {"commitment": "regular", "hours": "0.5", "kind_of_dates": "flexible"}
    refused = hester.submit(page, answers)
    assert Page(refused.text).error_summary == ["Enter how many people you want"]
    answers |= {"flexible_places": "3", "day_parts": ["MondayMorning", "FridayEvening"]}
    page = follow(hester, hester.submit(page, answers))
    text = Page(page.text).text
    assert "Without dates, for 3 people; 0 taken" in text
    assert "On Monday morning or Friday evening" in text
    assert "Everything is answered." in text
    saved = the_only(db_session)
    assert (saved.minutes, saved.flexible_places, saved.is_flexible) == (30, 3, True)
    form = Page(hester.get(step_address(draft, Step.TIME)).text).form()
    assert form.fields["hours"].values == ["0.5"]


def test_a_remote_role_has_no_place(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(host)
    page = hester.get(step_address(draft, Step.PLACE))
    follow(hester, hester.submit(page, {"where": "remote", "postcode": "OX4 1EQ"}))
    saved = the_only(db_session)
    assert saved.is_remote
    assert (saved.postcode, saved.place_name, saved.easting) == (None, "", None)


def test_an_unknown_postcode_is_said_so(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(host)
    page = hester.get(step_address(draft, Step.PLACE))
    page = follow(hester, hester.submit(page, PLACE | {"postcode": "OX4 9ZZ"}))
    assert "from the middle of OX4" in Page(page.text).text


def test_the_law_on_checks_is_said_and_no_page_outside_is_linked(
    host: Organisation, hester: InspectingClient
) -> None:
    page = hester.get(step_address(make_draft(host), Step.NEEDS))
    assert "is an offence" in Page(page.text).text
    assert "http" not in page.text.partition("<main")[2].partition("</main>")[0]


REFUSALS = (
    (Step.ROLE, {"title": "Dig", "description": ROLE["description"]}, "a few words more"),
    (Step.ROLE, {"title": "Help us", "description": "Dig."}, "Say a little more"),
    (Step.ROLE, ROLE | {"title": "x" * 121}, "120 characters or fewer"),
    (Step.TIME, {"commitment": "one-off", "kind_of_dates": "dated"}, "Enter how long"),
    (Step.TIME, TIME | {"hours": "0"}, "must be between 0.25 and 240"),
    (Step.TIME, TIME | {"hours": "9" * 400}, "must be"),
    (Step.PLACE, {}, "Select where it is"),
    (Step.PLACE, {"where": "place"}, "Enter the postcode"),
    (Step.PLACE, PLACE | {"postcode": "nowhere"}, "postcode"),
    (Step.NEEDS, {"requirements": ["none"]}, "Select how old"),
    (Step.NEEDS, {"minimum_band": "18+"}, "or “Nothing”"),
    (Step.PEOPLE, {}, "Select who they are with"),
    (Step.PEOPLE, PEOPLE | {"people": ["children", "neither"]}, "only if no other"),
    (Step.PEOPLE, PEOPLE | {"people": ["children"]}, "Select what they do with or for them"),
    (Step.PEOPLE, PEOPLE | {"days_in_30": "31"}, "must be between 1 and 30"),
    (Step.PEOPLE, PEOPLE | {"lead_level": "enhanced"}, "does not allow more than this"),
    (Step.NEEDS, {"minimum_band": "18+", "requirements": ["training", "none"]}, "only if no other"),
    (Step.PRACTICAL, {"access": "word " * 200}, "600 characters or fewer"),
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: f"{refusal[0]} {refusal[2]}")
def test_a_refusal_says_why_keeps_what_was_typed_and_writes_nothing(
    host: Organisation, hester: InspectingClient, db_session: Session, refusal: tuple
) -> None:
    step, values, sentence = refusal
    draft = make_draft(host)
    answer = hester.submit(hester.get(step_address(draft, step)), values)
    assert answer.status_code == 200
    assert sentence in " ".join(Page(answer.text).error_summary)
    for name, typed in values.items():
        shown = Page(answer.text).form().fields[name].values
        assert shown == (typed if isinstance(typed, list) else [typed.strip()])
    assert the_only(db_session).answered == []


def test_a_code_that_was_not_offered_cannot_be_confirmed(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(host)
    page = hester.get(step_address(draft, Step.FIT))
    forged = {"csrf_token": hester.csrf_token(page), "causes": "nothing", "skills": "none"}
    answer = hester.post(step_address(draft, Step.FIT), data=forged)
    assert Page(answer.text).error_summary
    assert the_only(db_session).causes == []


def test_an_organisation_that_does_not_want_volunteers_is_told_what_to_do(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    host.wants = [Want.SELL]
    db_session.flush()
    page = hester.get(list_address(host))
    assert "has not said that it wants to host volunteers" in Page(page.text).text
    wants = hester.click(page, "Say what you want here")
    assert wants.request.path.endswith("/register/wants")
    forged = {"csrf_token": hester.csrf_token(wants)}
    page = follow(hester, hester.post(list_address(host), data=forged))
    assert "wants to host volunteers" in Page(page.text).text
    assert db_session.scalar(select(func.count()).select_from(Opportunity)) == 0
    assert "Your opportunities" not in Page(hester.get(f"/organisations/{host.id}").text).text


def test_an_organisation_that_is_not_approved_cannot_host(
    host_owner: User, hester: InspectingClient, db_session: Session
) -> None:
    waiting = make_organisation(owner=host_owner, status="submitted", wants=[Want.HOST_VOLUNTEERS])
    page = hester.get(list_address(waiting))
    assert "A broker has to approve" in Page(page.text).text
    assert "Write an opportunity" not in page.text


def test_the_list_is_by_state_and_says_what_goes_on(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    assert "You have not written one yet" in Page(hester.get(list_address(host)).text).text
    shown = make_opportunity(host, title="Open to all")
    make_session(shown, places=5)
    make_session(shown, days_ahead=-3)
    make_opportunity(host, title="Over and done", status="closed")
    page = hester.get(list_address(host))
    text = Page(page.text).text
    assert "1 date to come, 0 of 5 places taken" in text
    page = hester.click(page, "Closed: 1")
    assert "Over and done" in page.text
    assert "Open to all" not in page.text
    page = hester.get(f"{list_address(host)}?page=9")
    assert "There is nothing on this page" in page.text
    hostile_query_strings(hester, list_address(host), ["status", "page"])


def test_starting_twice_takes_up_the_empty_draft_and_drafts_are_throttled(
    host: Organisation, hester: InspectingClient, db_session: Session
) -> None:
    page = hester.get(list_address(host))
    answers = [
        hester.submit(page, form="Write an opportunity") for _ in range(MOST_DRAFTS_A_DAY + 1)
    ]
    assert {answer.location for answer in answers[:-1]} == {answers[0].location}
    assert answers[-1].status_code == 429
    assert db_session.scalar(select(func.count()).select_from(Opportunity)) == 1


def test_only_owners_and_editors_of_the_host_reach_its_pages(
    host: Organisation, sign_in_as: Callable[..., InspectingClient], vera: InspectingClient
) -> None:
    opportunity = make_opportunity(host)
    viewer = make_user()
    make_member(host, viewer, Role.VIEWER)
    for client in (vera, sign_in_as(viewer)):
        for address in (
            list_address(host),
            step_address(opportunity, Step.ROLE),
            f"/opportunities/{opportunity.id}/host",
            f"/opportunities/{opportunity.id}/preview",
            f"/opportunities/{opportunity.id}/sessions/add",
        ):
            assert client.get(address).status_code == 404


def test_another_host_cannot_reach_a_session_through_its_own_opportunity(
    host: Organisation, hester: InspectingClient
) -> None:
    mine, theirs = make_opportunity(host), make_opportunity(make_organisation())
    session = make_session(theirs)
    address = f"/opportunities/{mine.id}/sessions/{session.id}/edit"
    assert hester.get(address).status_code == 404


def test_an_unknown_step_is_not_found(host: Organisation, hester: InspectingClient) -> None:
    assert hester.get(step_address(make_draft(host), "everything")).status_code == 404


@pytest.mark.parametrize("step", list(Step))
def test_any_post_is_answered(host: Organisation, hester: InspectingClient, step: str) -> None:
    draft = make_draft(host)
    fuzz_form(hester, step_address(draft, step))


@pytest.mark.parametrize(("step", "values"), ANSWERS, ids=[step for step, _ in ANSWERS])
def test_a_post_of_every_column_changes_the_steps_own_only(
    host: Organisation, hester: InspectingClient, db_session: Session, step: str, values: dict
) -> None:
    draft = make_draft(host, **ROLE)
    before = snapshot(db_session)
    answer = post_every_column(hester, step_address(draft, step), values)
    assert answer.status_code in (200, 303)
    changed = {
        column
        for table, column in changes(before, snapshot(db_session))
        if table == "opportunities"
    }
    own = {
        Step.ROLE: {"title", "description"},
        Step.FIT: {"causes", "skills"},
        Step.TIME: {"commitment", "minutes"},
        Step.PLACE: {"place_name", "postcode", "easting", "northing"},
        Step.PEOPLE: {"role_facts", "requirements"},
        Step.NEEDS: {"minimum_band", "requirements"},
        Step.PRACTICAL: {"access", "expenses"},
    }
    assert changed <= own[Step(step)] | {"answered"}
