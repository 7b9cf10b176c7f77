"""A host says who a volunteer is with; the rules say which DBS check that means, and why."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.errors import DomainError
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.opportunities import Step
from brokerage.volunteering.service import opportunities as service
from tests.factories.accounts import make_user
from tests.factories.checks import make_facts
from tests.factories.volunteering import make_flexible_opportunity
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

READING = {
    "people": ["children"],
    "activities": ["teach"],
    "setting": "school",
    "is_weekly": "yes",
    "days_in_30": "9",
    "is_overnight": "no",
    "is_supervised": "yes",
    "is_trusted": "no",
    "may_be_paid": "yes",
}
OFTEN = make_facts(is_weekly=True, days_in_30=9).as_values()

pytestmark = pytest.mark.usefixtures("reference")


def address(opportunity: Opportunity, step: str) -> str:
    return f"/opportunities/{opportunity.id}/edit/{step}"


def make_role(host: Organisation, **fields: object) -> Opportunity:
    answered = [step for step in Step if step not in (Step.PEOPLE, Step.NEEDS)]
    known = {"status": "draft", "published_at": None, "answered": answered, "requirements": []}
    return make_flexible_opportunity(host, **known | fields)


def requirements(session: Session) -> list[str]:
    return session.scalars(select(Opportunity.requirements)).one()


def test_the_answers_decide_the_check_and_the_next_page_says_why(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    role = make_role(host)
    page = follow(hester, hester.submit(hester.get(address(role, Step.PEOPLE)), READING))
    assert page.request.path.endswith("/edit/needs")
    text = Page(page.text).text
    for words in (
        "Enhanced DBS check with the children’s barred list",
        "From 1 September 2026",
        "In force since 1 September 2026",
        "Source: Crime and Policing Act 2026",
        "paid volunteering leave counts as unpaid is not settled",
        "This is not legal advice",
    ):
        assert words in text
    answers = {"minimum_band": "18+", "requirements": ["training", "dbs-basic"]}
    page = follow(hester, hester.submit(page, answers))
    assert requirements(db_session) == ["dbs-enhanced-children", "training"]
    text = Page(page.text).text
    assert "Children (under 18)" in text
    assert "Source: Crime and Policing Act 2026" in text
    again = Page(hester.get(address(role, Step.PEOPLE)).text).form()
    assert again.fields["is_supervised"].values == ["yes"]
    assert again.fields["days_in_30"].values == ["9"]
    needs = Page(hester.get(address(role, Step.NEEDS)).text).form()
    assert needs.fields["requirements"].values == ["training"]


def test_other_facts_take_the_check_away_again(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    role = make_role(host, role_facts=OFTEN, requirements=["dbs-enhanced-children", "training"])
    page = hester.get(address(role, Step.PEOPLE))
    hester.submit(page, {"is_weekly": "no", "days_in_30": "2"})
    assert requirements(db_session) == ["training"]


def test_facts_that_no_rule_covers_ask_for_the_dbs_lead_and_what_they_say(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    role = make_role(host)
    unsure = READING | {"people": ["not-sure"], "activities": []}
    page = follow(hester, hester.submit(hester.get(address(role, Step.PEOPLE)), unsure))
    text = Page(page.text).text
    assert "We cannot tell: ask your DBS lead" in text
    assert "You are not sure who a volunteer is with." in text
    assert requirements(db_session) == ["dbs-unknown"]
    said = {"lead_level": "enhanced"}
    page = follow(hester, hester.submit(hester.get(address(role, Step.PEOPLE)), said))
    assert "You told us that your DBS lead says so" in Page(page.text).text
    assert requirements(db_session) == ["dbs-enhanced"]


@pytest.mark.parametrize("facts", [make_facts().as_values(), None], ids=["none", "no facts"])
def test_asking_for_more_than_is_lawful_is_refused_at_the_field(
    db_session: Session, host: Organisation, facts: dict | None
) -> None:
    role = make_role(host, role_facts=facts)
    actor = make_user().as_subject()
    for asked in ("dbs-standard", "dbs-enhanced", "dbs-enhanced-both"):
        wanted = {"minimum_band": "18+", "requirements": [asked, "training"]}
        with pytest.raises(DomainError) as refusal:
            service.save_opportunity_step(actor, role, Step.NEEDS, wanted)
        assert refusal.value.field == "requirements"
    basic = {"minimum_band": "16-17", "requirements": ["dbs-basic", "training"]}
    service.save_opportunity_step(actor, role, Step.NEEDS, basic)
    assert role.requirements == ["dbs-basic", "training"]


def test_a_forged_tick_is_refused(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    role = make_role(host, role_facts=make_facts().as_values())
    page = hester.get(address(role, Step.NEEDS))
    forged = {
        "csrf_token": hester.csrf_token(page),
        "minimum_band": "18+",
        "requirements": ["dbs-enhanced"],
    }
    answer = hester.post(address(role, Step.NEEDS), data=forged)
    assert Page(answer.text).error_summary
    assert requirements(db_session) == []


def test_what_was_ticked_before_the_rules_stays_until_the_facts_are_said(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    role = make_role(host, requirements=["dbs-enhanced", "references"], status="published")
    page = hester.get(address(role, Step.NEEDS))
    assert "You have not said yet who a volunteer is with" in Page(page.text).text
    hester.submit(page, {"minimum_band": "18+", "requirements": ["training"]})
    assert requirements(db_session) == ["dbs-enhanced", "training"]
    shown = Page(hester.get(f"/opportunities/{role.id}/host").text).text
    assert "There is a new question to answer: who a volunteer is with" in shown
    hester.submit(hester.get(address(role, Step.PEOPLE)), READING)
    assert requirements(db_session) == ["dbs-enhanced-children", "training"]


def test_a_broker_reads_why_before_approving(host: Organisation, sign_in_as: object) -> None:
    role = make_role(host, role_facts=OFTEN, status="submitted")
    bea = sign_in_as(make_user(is_broker=True))
    text = Page(bea.get(f"/broker/opportunities/{role.id}").text).text
    assert "Which DBS check the law allows" in text
    assert "Source: Crime and Policing Act 2026" in text


def test_a_copy_takes_the_facts_along(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    role = make_role(host, role_facts=OFTEN, requirements=["dbs-enhanced-children"])
    hester.submit(hester.get(f"/opportunities/{role.id}/host"), form="Copy it")
    copied = db_session.scalars(select(Opportunity).where(Opportunity.id != role.id)).one()
    assert copied.role_facts == OFTEN
    assert copied.requirements == ["dbs-enhanced-children"]
