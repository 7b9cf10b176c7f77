"""A buyer writes a brief, one page a question, and finishes it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import utcnow
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT, MOST_DRAFTS_A_DAY, Step
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import CATERING, make_brief, make_draft_brief
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page
from tests.support.statements import count_statements

NEED = {
    "title": "Lunches for staff",
    "need": "Sandwiches and cakes for forty people at a meeting, once a month.",
    "buyer_kind": "council",
}
NEXT_YEAR = utcnow().year + 1
VALUE = {
    "knows_value": "known",
    "value_pence": "£12,500",
    "needed_by-day": "3",
    "needed_by-month": "5",
    "needed_by-year": str(NEXT_YEAR),
}
DELIVERY = {"where": "place", "postcode": "ox41eq", "place_name": "The town hall"}
ANSWERS = (
    (Step.NEED, NEED),
    (Step.CATEGORIES, {"categories": [CATERING]}),
    (Step.VALUE, VALUE),
    (Step.DELIVERY, DELIVERY),
    (Step.SOCIAL_VALUE, {"social_values": ["living-wage", "environment"]}),
    (Step.VISIBILITY, {"visibility": "private"}),
)

pytestmark = pytest.mark.usefixtures("reference")


def list_address(organisation: Organisation) -> str:
    return f"/organisations/{organisation.id}/briefs"


def step_address(brief: Brief, step: str) -> str:
    return f"/briefs/{brief.id}/edit/{step}"


def the_only(session: Session) -> Brief:
    session.expire_all()
    return session.scalars(select(Brief)).one()


def test_a_buyer_writes_a_brief_from_the_organisations_page_and_finishes_it(
    db_session: Session, authority: Organisation, bashir: InspectingClient
) -> None:
    page = bashir.get(f"/organisations/{authority.id}")
    assert "What you want to buy" in Page(page.text).text
    page = follow(bashir, bashir.submit(page, form="Write a brief"))
    for number, (step, values) in enumerate(ANSWERS, start=1):
        assert page.request.path.endswith(f"/edit/{step}")
        assert f"Step {number} of 6" in Page(page.text).text
        button = "Continue" if step == Step.CATEGORIES else None
        page = follow(bashir, bashir.submit(page, values, button=button))
    text = Page(page.text).text
    assert "Check your answers" in text
    assert MARKET_ENGAGEMENT in text
    shown = ("£12,500", "Catering services", "OX4 1EQ", "Oxford City Council", "A council")
    for answer in (*shown, f"3 May {NEXT_YEAR}", "Pays a living wage", "The town hall"):
        assert answer in text

    page = follow(bashir, bashir.submit(page, form="Finish the brief"))
    assert "Looking for suppliers" in Page(page.text).text
    brief = the_only(db_session)
    assert (brief.status, brief.value_pence, brief.authority_slug) == (
        "looking",
        12_500_00,
        "oxford",
    )
    assert brief.opened_at is not None
    assert brief.answered == list(Step)
    marked = db_session.scalars(select(MatchChange.object_id).where(MatchChange.kind == "brief"))
    assert list(marked) == [brief.id]


def test_every_change_is_in_the_audit_log_without_the_buyers_words(
    db_session: Session, authority: Organisation, bashir: InspectingClient
) -> None:
    page = bashir.get(list_address(authority))
    page = follow(bashir, bashir.submit(page, form="Write a brief"))
    for step, values in ANSWERS:
        button = "Continue" if step == Step.CATEGORIES else None
        page = follow(bashir, bashir.submit(page, values, button=button))
    follow(bashir, bashir.submit(page, form="Finish the brief"))
    actions = list(db_session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions.count("procurement:brief:edit") == 6 - 1  # private is what it was
    assert {"procurement:brief:start", "procurement:brief:finish"} <= set(actions)
    logged = str([(row.before, row.after) for row in db_session.scalars(select(AuditDetails))])
    assert "categories" in logged
    for word in ("Lunches", "Sandwiches", "town hall"):
        assert word not in logged


def open_until(day: date | None) -> dict[str, str]:
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    names = ("decide_by-day", "decide_by-month", "decide_by-year")
    return {"visibility": "open", **dict(zip(names, map(str, parts), strict=True))}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, "Enter the day by which you decide: suppliers are told it"),
        (1, "The day you decide must be at least 2 days from now"),
        (400, "The day you decide must be within a year"),
    ],
)
def test_an_open_brief_needs_a_day_on_which_suppliers_hear(
    authority: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    db_session: Session,
    days: int | None,
    said: str,
) -> None:
    address = step_address(make_draft_brief(authority, buyer_user), Step.VISIBILITY)
    day = utcnow().date() + timedelta(days=days) if days else None
    answer = bashir.submit(bashir.get(address), open_until(day))
    assert said in Page(answer.text).error_summary
    assert the_only(db_session).visibility == "private"


def test_the_day_of_decision_is_kept_while_a_brief_is_open(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    address = step_address(make_draft_brief(authority, buyer_user), Step.VISIBILITY)
    day = utcnow().date() + timedelta(days=30)
    follow(bashir, bashir.submit(bashir.get(address), open_until(day)))
    assert the_only(db_session).decide_by == day
    follow(bashir, bashir.submit(bashir.get(address), open_until(day) | {"visibility": "private"}))
    assert the_only(db_session).decide_by is None


@pytest.mark.parametrize(
    ("late", "said"),
    [
        ({"decide_by": date(2026, 3, 1)}, "The day you decide must be at least 2 days from now"),
        ({"needed_by": date(2026, 3, 1)}, "The day you need it by must be today or later"),
    ],
)
def test_an_old_draft_is_not_finished_with_a_day_that_has_gone_by(
    authority: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    db_session: Session,
    late: dict[str, date],
    said: str,
) -> None:
    brief = make_brief(authority, buyer_user, **{"status": "draft", "visibility": "open"} | late)
    page = follow(bashir, bashir.submit(bashir.get(f"/briefs/{brief.id}"), form="Finish the brief"))
    assert said in Page(page.text).text
    assert the_only(db_session).status == "draft"


def test_categories_are_suggested_from_the_words_and_say_why(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    brief = make_draft_brief(authority, buyer_user, title=NEED["title"], need=NEED["need"])
    page = bashir.get(step_address(brief, Step.CATEGORIES))
    text = Page(page.text).text
    assert "Catering services" in text
    assert "Because you wrote “" in text
    assert "Cleaning services" not in text
    again = {"categories": [CATERING], "other_words": "window cleaning"}
    page = bashir.submit(page, again, button="Suggest again")
    assert "Cleaning services" in Page(page.text).text
    assert Page(page.text).form().fields["categories"].values == [CATERING]
    assert the_only(db_session).categories == []


def test_none_of_the_categories_is_an_answer(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    brief = make_draft_brief(authority, buyer_user, title="Zzyzx", need="Qwfp arstd neio.")
    page = bashir.get(step_address(brief, Step.CATEGORIES))
    assert "We found nothing that fits your words" in Page(page.text).text
    follow(bashir, bashir.submit(page, {"categories": ["none"]}, button="Continue"))
    assert Step.CATEGORIES in the_only(db_session).answered


def test_other_words_in_a_draft_are_asked_about_again(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    brief = make_brief(authority, buyer_user, status="draft")
    page = bashir.get(step_address(brief, Step.NEED))
    page = follow(bashir, bashir.submit(page, NEED))
    assert page.request.path.endswith("/edit/categories")
    assert Step.CATEGORIES not in the_only(db_session).answered


SUMS = (
    ("12500", 12_500_00),
    ("12k", 12_000_00),
    ("£ 1.25m", 1_250_000_00),
    ("1,234,567.89", 1_234_567_89),
)


@pytest.mark.parametrize(("typed", "pence"), SUMS)
def test_a_sum_is_understood_as_people_write_it(
    authority: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    db_session: Session,
    typed: str,
    pence: int,
) -> None:
    brief = make_draft_brief(authority, buyer_user)
    page = bashir.get(step_address(brief, Step.VALUE))
    answer = {"knows_value": "known", "value_pence": typed}
    follow(bashir, bashir.submit(page, answer))
    assert the_only(db_session).value_pence == pence


def test_the_value_may_be_unknown_and_the_day_open(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    brief = make_brief(authority, buyer_user)
    page = bashir.get(step_address(brief, Step.VALUE))
    empty = {f"needed_by-{part}": "" for part in ("day", "month", "year")}
    page = follow(bashir, bashir.submit(page, {"knows_value": "unknown"} | empty))
    text = Page(page.text).text
    assert "Not known yet" in text
    assert "No day yet" in text
    assert the_only(db_session).value_pence is None


def test_what_is_delivered_online_has_no_place(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    brief = make_brief(authority, buyer_user)
    page = bashir.get(step_address(brief, Step.DELIVERY))
    follow(bashir, bashir.submit(page, {"where": "remote"}))
    saved = the_only(db_session)
    assert saved.is_delivered_remotely
    assert (saved.postcode, saved.easting, saved.authority_slug) == (None, None, None)


def test_an_unknown_postcode_is_said_so(
    authority: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    brief = make_draft_brief(authority, buyer_user)
    page = bashir.get(step_address(brief, Step.DELIVERY))
    page = follow(bashir, bashir.submit(page, DELIVERY | {"postcode": "OX4 9ZZ"}))
    assert "the middle of OX4" in Page(page.text).text


YESTERDAY = utcnow() - timedelta(days=2)
GONE = {
    "needed_by-day": str(YESTERDAY.day),
    "needed_by-month": str(YESTERDAY.month),
    "needed_by-year": str(YESTERDAY.year),
}
REFUSALS = (
    (Step.NEED, NEED | {"title": "Food"}, "a few words more"),
    (Step.NEED, NEED | {"need": "Food."}, "Say a little more"),
    (Step.NEED, NEED | {"title": "x" * 121}, "120 characters or fewer"),
    (Step.NEED, NEED | {"need": "word " * 900}, "4,000 characters or fewer"),
    (Step.VALUE, {}, "Select if you know"),
    (Step.VALUE, {"knows_value": "known"}, "Enter the value"),
    (Step.VALUE, VALUE | {"value_pence": "a lot"}, "must be a sum in pounds"),
    (Step.VALUE, VALUE | {"value_pence": "0"}, "more than £0"),
    (Step.VALUE, VALUE | {"value_pence": "101m"}, "£100,000,000 at most"),
    (Step.VALUE, VALUE | {"value_pence": "9" * 400}, "must be"),
    (Step.VALUE, VALUE | GONE, "today or later"),
    (Step.VALUE, VALUE | {"needed_by-year": "2099"}, "within 5 years"),
    (Step.DELIVERY, {}, "Select where"),
    (Step.DELIVERY, {"where": "place"}, "Enter the postcode"),
    (Step.DELIVERY, DELIVERY | {"postcode": "nowhere"}, "postcode"),
    (Step.SOCIAL_VALUE, {}, "or “None of these”"),
    (Step.SOCIAL_VALUE, {"social_values": ["none", "living-wage"]}, "only if no other"),
    (Step.VISIBILITY, {}, "Select who may see it"),
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: f"{refusal[0]} {refusal[2]}")
def test_a_refusal_says_why_and_writes_nothing(
    authority: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    db_session: Session,
    refusal: tuple,
) -> None:
    step, values, sentence = refusal
    brief = make_draft_brief(authority, buyer_user)
    answer = bashir.submit(bashir.get(step_address(brief, step)), values)
    assert answer.status_code == 200
    assert sentence in " ".join(Page(answer.text).error_summary)
    assert the_only(db_session).answered == []


def test_a_code_that_was_not_offered_cannot_be_confirmed(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    brief = make_draft_brief(authority, buyer_user)
    page = bashir.get(step_address(brief, Step.CATEGORIES))
    forged = {"csrf_token": bashir.csrf_token(page), "categories": "nothing"}
    assert Page(bashir.post(step_address(brief, Step.CATEGORIES), data=forged).text).error_summary
    assert the_only(db_session).categories == []


def test_an_unfinished_brief_cannot_be_finished(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    brief = make_draft_brief(authority, buyer_user)
    page = bashir.get(f"/briefs/{brief.id}")
    assert "Finish the brief" not in page.text
    forged = {"csrf_token": bashir.csrf_token(page)}
    page = follow(bashir, bashir.post(f"/briefs/{brief.id}/finish", data=forged))
    assert "Some answers are missing: what you need" in Page(page.text).text
    assert the_only(db_session).status == "draft"


def test_a_closed_brief_is_not_changed(
    authority: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    brief = make_brief(authority, buyer_user, status="closed")
    page = follow(bashir, bashir.get(step_address(brief, Step.NEED)))
    assert "This brief is closed." in Page(page.text).text
    assert f"/briefs/{brief.id}/edit" not in page.text


def test_an_open_brief_says_that_suppliers_read_it(
    authority: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    brief = make_brief(authority, buyer_user, visibility="open")
    assert "Every approved supplier can read it" in bashir.get(f"/briefs/{brief.id}").text
    page = bashir.get(step_address(brief, Step.NEED))
    assert "suppliers read what you change here at once" in Page(page.text).text


@pytest.mark.parametrize("kind", ["authority", "school", "anchor-employer"])
def test_the_kind_of_buyer_follows_from_the_organisation(
    authority: Organisation, bashir: InspectingClient, db_session: Session, kind: str
) -> None:
    authority.kind = kind
    db_session.flush()
    page = bashir.get(list_address(authority))
    page = follow(bashir, bashir.submit(page, form="Write a brief"))
    expected = {"authority": "council", "school": "school", "anchor-employer": "other"}
    assert Page(page.text).form().fields["buyer_kind"].values == [expected[kind]]


def test_who_cannot_buy_is_told_what_to_do(
    authority_owner: User, olive: InspectingClient, db_session: Session
) -> None:
    waiting = make_organisation(owner=authority_owner, status="submitted", kind="authority")
    bakery = make_organisation(owner=authority_owner)
    cases = ((waiting, "A broker has to approve"), (bakery, "Only councils, schools"))
    for organisation, sentence in cases:
        page = olive.get(list_address(organisation))
        assert sentence in Page(page.text).text
        assert "Write a brief" not in page.text
        forged = {"csrf_token": olive.csrf_token(page)}
        page = follow(olive, olive.post(list_address(organisation), data=forged))
        assert sentence in Page(page.text).text
        assert "What you want to buy" not in olive.get(f"/organisations/{organisation.id}").text
    assert db_session.scalar(select(func.count()).select_from(Brief)) == 0


def test_the_start_page_leads_each_to_their_next_step(
    client: InspectingClient,
    authority: Organisation,
    bashir: InspectingClient,
    violet: InspectingClient,
) -> None:
    page = client.get("/buying")
    assert MARKET_ENGAGEMENT in Page(page.text).text
    assert client.click(page, "Sign in to your briefs").status_code == 200
    page = bashir.click(bashir.get("/buying"), f"Briefs of {authority.name}")
    assert page.request.path == list_address(authority)
    assert "You are not a buyer here yet" in Page(violet.get("/buying").text).text
    assert 'href="/buying"' in bashir.get("/help").text.partition("<main")[0]
    assert 'href="/buying"' not in violet.get("/help").text.partition("<main")[0]


@pytest.mark.parametrize(
    ("status", "kind", "role", "is_shown"),
    [
        ("approved", "authority", "owner", True),
        ("approved", "school", "buyer", True),
        ("approved", "authority", "editor", False),
        ("approved", "business", "owner", False),
        ("submitted", "authority", "owner", False),
        ("withdrawn", "authority", "owner", False),
    ],
)
def test_buying_is_in_the_menu_of_those_who_may_buy(
    sign_in_as: Callable[..., InspectingClient],
    status: str,
    kind: str,
    role: str,
    is_shown: bool,
) -> None:
    user = make_user()
    make_member(make_organisation(status=status, kind=kind), user, role)
    menu = sign_in_as(user).get("/help").text.partition("<main")[0]
    assert ('href="/buying"' in menu) == is_shown


def test_the_menu_costs_nothing_more(
    bashir: InspectingClient, simone: InspectingClient, supplier: Organisation
) -> None:
    assert count_statements(bashir, "/help") == count_statements(simone, "/help") == 2


def test_the_list_is_by_state_with_an_empty_one_and_hides_others_drafts(
    authority: Organisation, authority_owner: User, buyer_user: User, bashir: InspectingClient
) -> None:
    assert "There is no brief yet" in Page(bashir.get(list_address(authority)).text).text
    make_brief(authority, authority_owner, title="Clean the offices")
    make_brief(authority, buyer_user, title="Bought already", status="closed")
    make_draft_brief(authority, authority_owner, title="Somebody else’s thought")
    page = bashir.get(list_address(authority))
    text = Page(page.text).text
    assert "Clean the offices" in text
    assert "£12,500 including VAT" in text
    assert "Somebody else’s thought" not in text
    page = bashir.click(page, "Closed: 1")
    assert "Bought already" in page.text
    assert "Clean the offices" not in page.text
    assert "There is nothing on this page" in bashir.get(f"{list_address(authority)}?page=9").text
    hostile_query_strings(bashir, list_address(authority), ["status", "page"])


def test_starting_twice_takes_up_the_empty_draft_and_drafts_are_throttled(
    authority: Organisation, bashir: InspectingClient, db_session: Session
) -> None:
    page = bashir.get(list_address(authority))
    answers = [bashir.submit(page, form="Write a brief") for _ in range(MOST_DRAFTS_A_DAY + 1)]
    assert {answer.location for answer in answers[:-1]} == {answers[0].location}
    assert answers[-1].status_code == 429
    assert db_session.scalar(select(func.count()).select_from(Brief)) == 1


def test_nobody_else_learns_that_a_brief_exists(
    authority: Organisation,
    buyer_user: User,
    sign_in_as: Callable[..., InspectingClient],
    violet: InspectingClient,
    bronwen: InspectingClient,
    simone: InspectingClient,
) -> None:
    brief = make_brief(authority, buyer_user)
    addresses = (
        f"/briefs/{brief.id}",
        step_address(brief, Step.NEED),
        f"/briefs/{brief.id}/share",
        f"/briefs/{brief.id}/delete",
        list_address(authority),
    )
    missing = f"/briefs/{brief.id + 1000}"
    for client in (violet, bronwen, simone):
        for address in addresses:
            assert client.get(address).status_code == 404
        there, nowhere = client.get(addresses[0]), client.get(missing)
        assert Page(there.text).text == Page(nowhere.text).text


def test_an_unknown_step_is_not_found(
    authority: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    brief = make_draft_brief(authority, buyer_user)
    assert bashir.get(step_address(brief, "everything")).status_code == 404


@pytest.mark.parametrize("step", list(Step))
def test_any_post_is_answered(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, step: str
) -> None:
    fuzz_form(bashir, step_address(make_draft_brief(authority, buyer_user), step))


@pytest.mark.parametrize(("step", "values"), ANSWERS, ids=[step for step, _ in ANSWERS])
def test_a_post_of_every_column_changes_the_steps_own_only(
    authority: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    db_session: Session,
    step: str,
    values: dict,
) -> None:
    brief = make_draft_brief(authority, buyer_user, title=NEED["title"], need=NEED["need"])
    before = snapshot(db_session)
    answer = post_every_column(bashir, step_address(brief, step), values)
    assert answer.status_code in (200, 303)
    changed = {
        column for table, column in changes(before, snapshot(db_session)) if table == "briefs"
    }
    own = {
        Step.NEED: {"title", "need", "buyer_kind"},
        Step.CATEGORIES: {"categories"},
        Step.VALUE: {"value_pence", "needed_by"},
        Step.DELIVERY: {"postcode", "place_name", "easting", "northing", "authority_slug"},
        Step.SOCIAL_VALUE: {"social_values"},
        Step.VISIBILITY: {"visibility", "decide_by"},
    }
    assert changed <= own[Step(step)] | {"answered"}
