"""What the database works out of all suppliers is what the rules say of each."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from brokerage.extensions import db
from brokerage.organisations.models import Evidence
from brokerage.organisations.rules import EvidenceKind
from brokerage.passports.models import Passport, PassportRule, Site, SizeYear
from brokerage.passports.queries.rules import list_dated_rules
from brokerage.passports.rules import Operations
from brokerage.passports.rules.dated import RuleKind, list_size_limits
from brokerage.passports.service.rules import load_passport_rules
from brokerage.procurement.queries.marks import MOST_IDS_A_QUERY, find_marks, list_changed_marks
from brokerage.procurement.queries.qualifying import list_supplier_facts
from brokerage.procurement.rules.reservations import (
    AuthorityArea,
    Reservation,
    SupplierFacts,
    standing,
)
from brokerage.procurement.rules.reserving import Marks
from tests.factories.organisations import make_organisation
from tests.support.statements import seen_statements

TODAY = date(2026, 11, 28)
DAYS = (TODAY, date(2026, 2, 28), date(2028, 2, 29), date(2026, 3, 31), date(2025, 12, 1))
CODES = ("E07000178", "E07000177", None)
COUNT = 150
SEED = 20261129
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
NOTHING = Marks()


@pytest.fixture
def rules(db_session: Session) -> None:
    load_passport_rules()


@pytest.fixture
def ids(rules: None, db_session: Session) -> list[int]:
    """Add many suppliers of whom every fact stands near the border of a rule, on either side."""
    pick = random.Random(SEED)  # noqa: S311  # invents rows, guards nothing
    made = [
        make_organisation(name=f"Firm {n}", register=pick.choice(["charity", "company"])).id
        for n in range(COUNT)
    ]
    add_many(Site, made, lambda: make_site(pick))
    add_many(SizeYear, made, lambda: make_year(pick))
    add_many(Evidence, made, lambda: make_evidence(pick))
    add_many(Passport, made, lambda: make_passport(pick), most=1)
    return made


def add_many(
    table: Any, ids: list[int], make: Callable[[], dict[str, Any]], *, most: int = 3
) -> None:
    """Give each up to so many rows, no two of a year that began on one day."""
    rows = {}
    for each in ids:
        for number in range(each * 7919 % most + 1):
            row = make()
            rows[each, row.get("starts_on") or number] = {"organisation_id": each, **row}
    db.session.execute(insert(table), list(rows.values()))


def near(pick: random.Random, months: int) -> date:
    """Return a day about so many months before one of the days asked about."""
    day = pick.choice(DAYS)
    return day - timedelta(days=round(months * 30.44) + pick.randint(-3, 3))


def seen_or_not(pick: random.Random) -> dict[str, Any]:
    day = pick.choice(DAYS)
    return {
        "stated_on": date(2024, 1, 1),
        "source": "",
        "verified_on": pick.choice([None, date(2025, 1, 1), date(2025, 1, 1)]),
        "expires_on": pick.choice([None, day, day - timedelta(days=1), day + timedelta(days=1)]),
    }


def make_site(pick: random.Random) -> dict[str, Any]:
    known = {"address": "1 Mill Lane", "postcode": "OX1 1BX", "what": "", "document": ""}
    return known | {
        "authority_code": pick.choice(CODES),
        "since_on": near(pick, pick.choice([0, 12, 12, 24])),
        "operations": pick.choice([Operations.SUBSTANTIVE] * 3 + [Operations.REGISTERED]),
        **seen_or_not(pick),
    }


def make_year(pick: random.Random) -> dict[str, Any]:
    return {
        "starts_on": near(pick, pick.choice([12, 24, 36, 36])),
        "staff": pick.choice([6, 249, 250, 900]),
        "turnover": pick.choice([240_000, 80_000_000]),
        "balance_sheet": pick.choice([45_000, 70_000_000]),
        **seen_or_not(pick),
    }


def make_evidence(pick: random.Random) -> dict[str, Any]:
    kinds = (
        EvidenceKind.SOCIAL_ENTERPRISE,
        EvidenceKind.GOVERNING_DOCUMENT,
        EvidenceKind.REGISTRATION,
        EvidenceKind.OXFORD_LIVING_WAGE,
    )
    return {"kind": pick.choice(kinds), "note": "", **seen_or_not(pick)}


def make_passport(pick: random.Random) -> dict[str, Any]:
    answers = {
        name: pick.choice([True, True, True, True, False, None])
        for name in ("is_non_governmental", "is_value_driven", "reinvests_surplus")
    }
    return answers | {"capacity": "", "offers": [], "updated_at": NOON}


def marks_by_rules(facts: SupplierFacts, on: date) -> Marks:
    """Return what the rules say of one supplier."""
    found = list_dated_rules()
    area = AuthorityArea(
        code="",
        name="",
        area=None,
        codes=frozenset(),
        rules=[each for each in found if each.kind == RuleKind.RESERVATION],
        limits=list_size_limits(found),
    )

    def met(codes: frozenset[str]) -> set[str]:
        answers = standing(facts, replace(area, codes=codes), on)
        return {each.kind for each in answers if each.is_met}

    there = [code for code in CODES if code]
    return Marks(
        based=frozenset(c for c in there if Reservation.LOCAL_AREA in met(frozenset({c}))),
        is_uk=Reservation.UK in met(frozenset()),
        is_sme=Reservation.SME in met(frozenset()),
        is_vcse=Reservation.VCSE in met(frozenset()),
    )


@pytest.mark.parametrize("day", DAYS)
def test_the_database_says_what_the_rules_say(ids: list[int], day: date) -> None:
    by_rules = {each.organisation_id: each for each in list_supplier_facts(ids, day)}
    expected = {each: marks_by_rules(facts, day) for each, facts in by_rules.items()}
    found = find_marks(ids, day)
    assert found == {each: marks for each, marks in expected.items() if marks != NOTHING}
    assert found == find_marks(None, day)
    if day >= date(2026, 3, 1):
        kinds = {(m.is_uk, m.is_sme, m.is_vcse, len(m.based)) for m in found.values()}
        assert len(kinds) > 5


def test_a_rule_that_ends_takes_its_marks_with_it(ids: list[int], db_session: Session) -> None:
    for rule in db_session.query(PassportRule).filter_by(kind=RuleKind.RESERVATION):
        rule.to_on = TODAY - timedelta(days=1)
    db_session.flush()
    assert find_marks(None, TODAY) == {}
    before = find_marks(None, TODAY - timedelta(days=1))
    assert list_changed_marks(TODAY) == sorted(before)


def test_any_number_takes_two_statements(ids: list[int]) -> None:
    many = [*ids, *range(10**6, 10**6 + MOST_IDS_A_QUERY)]
    for asked in (ids[:1], ids, many, None):
        with seen_statements() as statements:
            find_marks(asked, TODAY)
        assert len([each for each in statements if "SAVEPOINT" not in each]) <= 2
    assert find_marks(many, TODAY) == find_marks(ids, TODAY)


def test_those_of_whom_nothing_changed_are_not_named(ids: list[int]) -> None:
    today, yesterday = find_marks(None, TODAY), find_marks(None, TODAY - timedelta(days=1))
    differ = {each for each in {*today, *yesterday} if today.get(each) != yesterday.get(each)}
    assert list_changed_marks(TODAY) == sorted(differ)
    assert 0 < len(differ) < len(today)
