"""The rules are data: loaded once, seen by brokers, changed by administrators, dated."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.checks.models import AuthorityNeed, CheckLimit, CheckRule
from brokerage.checks.queries import list_missing_of
from brokerage.checks.queries.rules import get_rulebook
from brokerage.checks.rules.levels import Level
from brokerage.checks.service.rules import add_rule_version, load_reference_rules
from brokerage.extensions import utcnow
from brokerage.organisations.rules import Want
from brokerage.permissions import SYSTEM
from brokerage.places.models import Authority
from brokerage.volunteering.queries.checked_bookings import CheckedBookings
from tests.factories.checks import FIRST_DAY, make_facts, read_rules
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

RULES = "/broker/check-rules"
OXFORD = "E07000178"


@pytest.fixture
def oxford(db_session: Session) -> Authority:
    """Add the council that the rules which ship speak of."""
    council = Authority(
        code=OXFORD,
        slug="oxford",
        name="Oxford City Council",
        short_name="Oxford",
        kind="district",
        is_in_area=True,
    )
    db_session.add(council)
    db_session.flush()
    return council


def the_rule(session: Session, code: str = "children-supervised-from-2026") -> CheckRule:
    return session.scalars(select(CheckRule).where(CheckRule.code == code)).one()


def dates(name: str, day: date | None) -> dict[str, str]:
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return {
        f"{name}-{part}": str(value)
        for part, value in zip(("day", "month", "year"), parts, strict=True)
    }


def test_loading_again_changes_nothing_and_keeps_what_was_changed(db_session: Session) -> None:
    assert db_session.scalar(select(func.count()).select_from(CheckRule)) == len(read_rules())
    the_rule(db_session).words = "Changed by an administrator here."
    db_session.flush()
    assert load_reference_rules() == 0
    assert the_rule(db_session).words == "Changed by an administrator here."


def test_the_table_answers_as_the_file_does(db_session: Session) -> None:
    book, often = get_rulebook(), make_facts(is_weekly=True)
    assert book.answer(often, FIRST_DAY).level == Level.ENHANCED_CHILDREN
    assert book.answer(often, FIRST_DAY - timedelta(days=1)).level == Level.ENHANCED
    assert book.answer(often, date(2010, 1, 1)).level == Level.CANNOT_TELL


def test_brokers_see_every_rule_with_its_source_and_dates(
    broker: InspectingClient, oxford: Authority
) -> None:
    text = Page(broker.get(RULES).text).text
    for words in (
        "even when it is supervised",
        "From 1 September 2026",
        "From 10 September 2012 to 31 August 2026 (over)",
        "Crime and Policing Act 2026",
        "3: On more days than this",
        "Oxford City Council: Safeguarding briefing, for every role, again after 24 months",
    ):
        assert words in text
    assert "Change" not in text
    assert "End it" not in text


def test_an_administrator_changes_a_rule_and_the_next_answer_follows(
    db_session: Session, administrator: InspectingClient
) -> None:
    rule = the_rule(db_session)
    page = administrator.click(
        administrator.get(RULES),
        "Change the rule children-supervised-from-2026 from 1 September 2026",
    )
    refused = administrator.submit(page, dates("to_on", date(2026, 8, 1)))
    assert "Enter today or a later day" in Page(refused.text).error_summary[0]
    refused = administrator.submit(page, {"level": "enhanced"})
    assert "Add what follows it instead" in Page(refused.text).error_summary[0]
    values = {"words": "A test of what may change."}
    page = follow(administrator, administrator.submit(page, values))
    assert "Changed. It holds for every role from now on." in Page(page.text).text
    db_session.refresh(rule)
    assert (rule.level, rule.from_on, rule.to_on) == ("enhanced-children", FIRST_DAY, None)
    answer = get_rulebook().answer(make_facts(is_weekly=True), FIRST_DAY)
    assert "A test of what may change." in [each.words for each in answer.rules]
    event = db_session.scalars(
        select(AuditEvent).where(AuditEvent.action == "checks:rule:change-rule")
    ).one()
    details = db_session.get(AuditDetails, event.id)
    assert details.before["words"] != details.after["words"] == "A test of what may change."


def test_what_follows_a_rule_is_previewed_added_and_leaves_older_sessions_alone(
    db_session: Session, administrator: InspectingClient
) -> None:
    rule, often = the_rule(db_session), make_facts(is_weekly=True)
    page = administrator.click(
        administrator.get(RULES),
        "Add what follows the rule children-supervised-from-2026 from 1 September 2026",
    )
    refused = administrator.submit(
        page, {"source": "A new Act"} | dates("from_on", utcnow().date())
    )
    assert "Enter a day after today" in Page(refused.text).error_summary[0]
    first = utcnow().date() + timedelta(days=60)
    values = {"level": "enhanced", "source": "A new Act"} | dates("from_on", first)
    shown = administrator.submit(page, values)
    text = Page(shown.text).text
    assert "for these example roles" in text
    assert text.count("The same") == 6
    assert rule.to_on is None
    again = administrator.submit(shown, {"level": "enhanced-children"})
    assert Page(again.text).text.count("The same") == 8
    saved = administrator.submit(shown)
    assert "Added." in Page(follow(administrator, saved).text).text
    db_session.refresh(rule)
    assert rule.to_on == first - timedelta(days=1)
    book = get_rulebook()
    assert book.answer(often, first).level == Level.ENHANCED
    assert book.answer(often, first - timedelta(days=1)).level == Level.ENHANCED_CHILDREN
    event = select(AuditEvent.id).where(AuditEvent.action == "checks:rule:add-version")
    details = db_session.get(AuditDetails, db_session.scalars(event).one())
    assert (details.after["source"], details.after["follows"]) == ("A new Act", rule.id)


def test_a_draft_is_corrected_and_ended_before_it_begins(
    db_session: Session, administrator: InspectingClient
) -> None:
    rule = the_rule(db_session)
    draft = add_rule_version(
        SYSTEM,
        rule,
        {
            "level": "enhanced",
            "words": "A draft.",
            "source": "A Bill",
            "from_on": utcnow().date() + timedelta(days=60),
            "to_on": None,
        },
    )
    address = f"/administration/check-rules/{draft.id}/edit"
    administrator.submit(administrator.get(address), {"level": "basic", "source": "An Act"})
    db_session.refresh(draft)
    assert (draft.level, draft.source) == ("basic", "An Act")
    administrator.submit(administrator.get(address), dates("to_on", draft.from_on))
    db_session.refresh(draft)
    assert draft.to_on == draft.from_on


def test_a_figure_is_changed_too(db_session: Session, administrator: InspectingClient) -> None:
    limit = db_session.scalars(select(CheckLimit).where(CheckLimit.code == "most-days")).one()
    address = f"/administration/check-limits/{limit.id}/edit"
    follow(administrator, administrator.submit(administrator.get(address), {"number": "5"}))
    facts = make_facts(days_in_30=5)
    assert get_rulebook().answer(facts, utcnow().date()).level == Level.NONE


def test_what_a_council_asks_holds_for_roles_at_the_council_only(
    db_session: Session, person: User, oxford: Authority
) -> None:
    facts = make_facts(activities={"contact"}, setting="community").as_values()
    teaching = make_facts().as_values()
    today = utcnow().date()

    def needs(kind: str, role_facts: dict | None) -> set[str]:
        host = make_organisation(kind=kind, authority_code=OXFORD, wants=[Want.HOST_VOLUNTEERS])
        role = make_opportunity(host, role_facts=role_facts)
        make_booking(person, role, make_session(role))
        booked = [
            each
            for each in CheckedBookings().list_of_user(person.id, today)
            if each.organisation_id == host.id
        ]
        (need,) = list_missing_of(booked, today)
        return set(need.needs)

    assert needs("charity", teaching) == set()
    assert needs("authority", None) == {"safeguarding-briefing"}
    assert needs("authority", facts) == {"safeguarding-briefing"}
    assert needs("authority", teaching) == {
        "safeguarding-briefing",
        "children-level-2",
        "children-level-3",
    }


def test_an_administrator_adds_and_ends_what_a_council_asks(
    db_session: Session, administrator: InspectingClient, oxford: Authority
) -> None:
    page = administrator.click(administrator.get(RULES), "Add what a council asks for")
    values = {
        "authority_code": OXFORD,
        "requirement": "code-of-conduct",
        "people": "any",
        "is_direct_work": "no",
        "source": "The council’s volunteer handbook",
        **dates("from_on", utcnow().date()),
    }
    shown = follow(administrator, administrator.submit(page, values))
    assert "Oxford City Council: Code of conduct, read and agreed" in Page(shown.text).text
    again = administrator.submit(page, values)
    assert "That is in the list already" in Page(again.text).error_summary
    need = db_session.scalars(
        select(AuthorityNeed).where(AuthorityNeed.requirement == "code-of-conduct")
    ).one()
    token = {"csrf_token": administrator.csrf_token(shown)}
    end = f"/administration/authority-needs/{need.id}/end"
    follow(administrator, administrator.post(end, data=token))
    db_session.refresh(need)
    assert need.to_on == utcnow().date()
    page = follow(administrator, administrator.post(end, data=token))
    assert "It has ended already" in Page(page.text).text


def test_without_rules_the_page_says_so_and_every_role_asks_a_lead(
    db_session: Session, broker: InspectingClient
) -> None:
    for model in (CheckRule, CheckLimit, AuthorityNeed):
        db_session.execute(delete(model))
    db_session.flush()
    assert "No rules are loaded" in Page(broker.get(RULES).text).text
    assert get_rulebook().answer(make_facts(), utcnow().date()).level == Level.CANNOT_TELL


def test_any_post_is_answered(
    db_session: Session, administrator: InspectingClient, oxford: Authority
) -> None:
    limit = db_session.scalars(select(CheckLimit.id)).first()
    fuzz_form(administrator, f"/administration/check-rules/{the_rule(db_session).id}/edit")
    fuzz_form(administrator, f"/administration/check-rules/{the_rule(db_session).id}/next")
    fuzz_form(administrator, f"/administration/check-limits/{limit}/edit")
    fuzz_form(administrator, "/administration/authority-needs/add")
