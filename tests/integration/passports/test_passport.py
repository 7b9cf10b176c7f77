"""Purpose, capacity, social value, corrections, "still right?", and the rules that are kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.passports.models import CorrectionRequest, Passport, PassportRule
from brokerage.passports.queries.passports import ConfirmedWork
from brokerage.passports.queries.rules import list_dated_rules
from brokerage.passports.service.passports import ask_for_correction, ask_still_right
from brokerage.passports.service.rules import load_passport_rules
from tests.factories.listings import make_evidence
from tests.factories.organisations import make_organisation
from tests.factories.passports import (
    make_correction,
    make_passport,
    make_site,
    make_year,
    read_rules,
    seen,
)
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

HALF_A_YEAR = timedelta(days=182)
MOST_STATEMENTS = 15


def passport(organisation: Organisation, tail: str = "") -> str:
    return f"/organisations/{organisation.id}/passport{tail}"


def test_each_form_keeps_its_own_part(
    db_session: Session, organisation: Organisation, olu: InspectingClient
) -> None:
    purpose = dict.fromkeys(("is_non_governmental", "is_value_driven"), "yes")
    olu.submit(olu.get(passport(organisation, "/purpose")), purpose | {"reinvests_surplus": "no"})
    capacity = {"people": "12", "smallest_pounds": "500", "largest_pounds": "60000"}
    olu.submit(olu.get(passport(organisation, "/capacity")), capacity)
    offers = {"offers": ["NT8", "NT1"]}
    olu.submit(olu.get(passport(organisation, "/social-value")), offers)
    kept = db_session.scalars(select(Passport)).one()
    assert (kept.is_non_governmental, kept.reinvests_surplus) == (True, False)
    assert (kept.people, kept.largest_pounds, kept.offers) == (12, 60_000, ["NT8", "NT1"])
    page = olu.get(passport(organisation))
    assert "£500 to £60,000" in page.text


def test_a_band_that_ends_before_it_begins_is_refused(
    organisation: Organisation, olu: InspectingClient
) -> None:
    page = olu.get(passport(organisation, "/capacity"))
    answer = olu.submit(page, {"people": "1", "smallest_pounds": "500", "largest_pounds": "100"})
    assert "must not be less than the smallest" in Page(answer.text).error_summary[0]


def test_a_one_person_firm_is_not_offered_what_it_cannot_do(
    organisation: Organisation, olu: InspectingClient
) -> None:
    make_passport(organisation, people=1)
    page = Page(olu.get(passport(organisation, "/social-value")).text)
    assert set(page.form().fields["offers"].offered) == {"NT8", "NT15", "NT29", "NT18"}


def test_what_it_can_add_is_sized_on_the_page_and_in_public(
    organisation: Organisation, olu: InspectingClient, client: InspectingClient
) -> None:
    make_passport(organisation, people=1, largest_pounds=20_000, offers=["NT15"])
    page = olu.get(passport(organisation, "/social-value/sized?pounds=20000&months=12"))
    assert "4 hours" in page.text
    assert "4 hours" in client.get("/directory/cowley-bakers").text
    hostile_query_strings(olu, passport(organisation, "/social-value/sized"), ["pounds", "months"])


@pytest.mark.parametrize(
    ("days", "shown"), [(None, "self-declared"), (1, "seen by a broker"), (-1, "self-declared")]
)
def test_its_purpose_is_shown_with_how_far_it_is_known(
    organisation: Organisation,
    broker: User,
    olu: InspectingClient,
    client: InspectingClient,
    days: int | None,
    shown: str,
) -> None:
    make_passport(
        organisation, is_non_governmental=True, is_value_driven=True, reinvests_surplus=True
    )
    ends = None if days is None else utcnow().date() + timedelta(days=days)
    proof = {} if days is None else seen(broker, expires_on=ends)
    make_evidence(organisation, kind="governing-document", **proof)
    assert f"VCSE: {shown}" in olu.get(passport(organisation)).text
    public = client.get("/directory/cowley-bakers").text
    assert shown.capitalize() + "." in public.partition("What it is for")[2][:400]


def test_who_says_no_once_is_no_vcse(
    organisation: Organisation, olu: InspectingClient, client: InspectingClient
) -> None:
    make_passport(
        organisation, is_non_governmental=True, is_value_driven=False, reinvests_surplus=True
    )
    assert "VCSE: " not in olu.get(passport(organisation)).text
    assert "(VCSE)" not in client.get("/directory/cowley-bakers").text


def test_confirmed_work_comes_from_the_rooms_above(
    app: Flask,
    organisation: Organisation,
    olu: InspectingClient,
    client: InspectingClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "None yet" in olu.get(passport(organisation)).text
    work = ConfirmedWork(
        buyer="A council", what="Lunches", from_on=date(2026, 1, 5), to_on=date(2026, 6, 5)
    )
    given: dict[str, Any] = {"confirmed_work": [lambda organisation_id: [work]]}
    monkeypatch.setitem(app.extensions, "contributions", app.extensions["contributions"] | given)
    assert "Lunches for A council, from 5 January 2026" in olu.get(passport(organisation)).text
    assert "Lunches for A council" in client.get("/directory/cowley-bakers").text


def test_a_correction_goes_to_the_brokers_and_the_answer_back(
    organisation: Organisation, olu: InspectingClient, bea: InspectingClient, outbox: Outbox
) -> None:
    page = olu.get(f"/organisations/{organisation.id}/corrections")
    olu.submit(page, {"text": "We do sell cakes."})
    assert "asks for a correction" in outbox.last_to("bea@example.org").subject
    assert "answers by" in outbox.last_to("olu@example.org").body
    page = bea.click(bea.get("/broker/corrections"), "Cowley Bakers")
    bea.submit(page, {"answer": "Add cakes to what you sell."})
    assert "Add cakes" in outbox.last_to("olu@example.org").body
    assert "Add cakes" in olu.get(f"/organisations/{organisation.id}/corrections").text
    assert "Nothing waits" in bea.get("/broker/corrections").text
    assert "We do sell cakes." in bea.get("/broker/corrections?show=answered").text


def test_an_answer_is_given_once(
    organisation: Organisation, owner: User, bea: InspectingClient
) -> None:
    request = make_correction(organisation, owner)
    page = bea.get(f"/broker/corrections/{request.id}")
    bea.submit(page, {"answer": "Yes."})
    assert "Yes." in bea.submit(page, {"answer": "No."}).text
    db.session.expire_all()
    assert db.session.get(CorrectionRequest, request.id).answer == "Yes."


def test_nobody_asks_without_end(organisation: Organisation, owner: User) -> None:
    for _ in range(3):
        make_correction(organisation, owner)
    with pytest.raises(DomainError, match="Wait for an answer"):
        ask_for_correction(owner.as_subject(), organisation, "And another thing.")


def test_twice_a_year_they_are_asked_once_and_one_click_answers(
    organisation: Organisation, olu: InspectingClient, outbox: Outbox
) -> None:
    today = utcnow().date()
    organisation.last_confirmed_on = today - HALF_A_YEAR + timedelta(days=1)
    db.session.flush()
    assert ask_still_right() == 0
    organisation.last_confirmed_on = today - HALF_A_YEAR
    db.session.flush()
    assert ask_still_right() == 1
    assert ask_still_right() == 0
    page = olu.get(outbox.link_to("olu@example.org"))
    assert "Is it all still right?" in page.text
    olu.submit(page, form="Yes, it is all still right")
    db.session.expire_all()
    assert organisation.last_confirmed_on == today


def test_drafts_and_listings_are_not_asked(db_session: Session) -> None:
    make_organisation(status="submitted", last_confirmed_on=None)
    make_organisation(status="listed", last_confirmed_on=None)
    assert ask_still_right() == 0


def test_the_rules_that_ship_are_loaded_once_and_as_they_are(
    organisation: Organisation, db_session: Session
) -> None:
    assert load_passport_rules() == 0
    loaded = {(each.code, each.from_on): each for each in list_dated_rules()}
    assert loaded == {(each.code, each.from_on): each for each in read_rules()}


def test_an_administrator_adds_the_next_version_of_a_rule(
    organisation: Organisation, ada: InspectingClient, db_session: Session
) -> None:
    rule = db_session.scalars(
        select(PassportRule).where(PassportRule.code == "procurement-act:sme")
    ).one()
    page = ada.get(f"/administration/passport-rules/{rule.id}/edit")
    typed = {"how": "replace", "most_turnover": "50000000", "from_on-year": "2027"}
    ada.submit(page, typed)
    db_session.expire_all()
    older, newer = db_session.scalars(
        select(PassportRule)
        .where(PassportRule.code == "procurement-act:sme")
        .order_by(PassportRule.from_on)
    ).all()
    assert older.to_on == newer.from_on - timedelta(days=1)
    assert (older.figures["most_turnover"], newer.figures["most_turnover"]) == (
        44_000_000,
        50_000_000,
    )


def test_two_versions_never_begin_on_one_day(
    organisation: Organisation, ada: InspectingClient, db_session: Session
) -> None:
    rule = db_session.scalars(select(PassportRule).where(PassportRule.code == "uk")).one()
    page = ada.get(f"/administration/passport-rules/{rule.id}/edit")
    answer = ada.submit(page, {"how": "replace"})
    assert "must begin after this one" in Page(answer.text).error_summary[0]
    answer = ada.submit(
        page, {"how": "correct", "to_on-day": "1", "to_on-month": "1", "to_on-year": "2020"}
    )
    assert "must not be before the first" in Page(answer.text).error_summary[0]


def test_forms_of_corrections_and_rules_survive_anything(
    organisation: Organisation, owner: User, olu: InspectingClient, bea: InspectingClient
) -> None:
    fuzz_form(olu, f"/organisations/{organisation.id}/corrections", 20)
    request = make_correction(organisation, owner)
    fuzz_form(
        bea,
        f"/broker/corrections/{request.id}",
        20,
        is_refusal=lambda answer: "Answered on" in answer.text,
    )


@pytest.mark.parametrize("kind", ["size", "reservation", "area"])
def test_forms_of_rules_survive_anything(
    organisation: Organisation, ada: InspectingClient, db_session: Session, kind: str
) -> None:
    rule = db_session.scalars(
        select(PassportRule).where(PassportRule.kind == kind).order_by(PassportRule.id)
    ).first()
    fuzz_form(ada, f"/administration/passport-rules/{rule.id}/edit", 20)


def test_pages_cost_the_same_however_much_there_is(
    organisation: Organisation, olu: InspectingClient, client: InspectingClient
) -> None:
    make_passport(organisation, people=1)
    make_site(organisation)
    make_year(organisation)
    pages = ((olu, passport(organisation)), (client, "/directory/cowley-bakers"))
    for reader, address in pages:
        reader.get(address)
    few = [count_statements(reader, address) for reader, address in pages]
    for number in range(15):
        make_site(organisation)
        make_year(organisation, starts_on=date(2000 + number, 1, 1))
    assert [count_statements(reader, address) for reader, address in pages] == few
    assert max(few) <= MOST_STATEMENTS
