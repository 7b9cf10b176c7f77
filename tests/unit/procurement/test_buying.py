"""What the law asks of a purchase, by the rules that ship."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from brokerage.errors import DomainError
from brokerage.procurement.rules import buying
from brokerage.procurement.rules.buying import (
    Band,
    BuyingRule,
    ContractKind,
    GuardRails,
    QuoteRule,
    Topic,
    Verdict,
    decide,
    quotes_for,
    with_vat,
)
from brokerage.procurement.rules.insurance import InsuranceLevel, Risk, propose_insurance

HELD = json.loads(Path("seed/rules/buying.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 28)
POUND = 100


def dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"from_on": date.fromisoformat(row["from_on"])}


def rule_of(row: Mapping[str, Any]) -> BuyingRule:
    lists = {name: frozenset(row.get(name, ())) for name in ("buyer_kinds", "contract_kinds")}
    return BuyingRule(**dated(row) | lists)


RULES = [rule_of(row) for row in HELD["rules"]]
LEVELS = [InsuranceLevel(**{"most_value_pence": None} | dated(row)) for row in HELD["insurance"]]


def rails(
    pounds: int | None,
    *,
    kind: str = ContractKind.GOODS_SERVICES,
    buyer: str = "council",
    on_day: date = TODAY,
) -> GuardRails:
    pence = None if pounds is None else pounds * POUND
    return decide(RULES, buyer_kind=buyer, contract_kind=kind, value_pence=pence, on_day=on_day)


@pytest.mark.parametrize(
    ("kind", "pounds"),
    [("goods-services", 207_720), ("works", 5_193_000), ("light-touch", 663_540)],
)
def test_a_value_is_regulated_from_the_threshold_of_its_kind_on(kind: str, pounds: int) -> None:
    assert rails(pounds, kind=kind).band == Band.REGULATED
    assert rails(pounds - 1, kind=kind).band == Band.BELOW


def test_a_contract_is_notifiable_from_30_000_including_vat() -> None:
    assert not rails(29_999).is_notifiable
    assert rails(30_000).is_notifiable
    assert rails(29_999).answer(Topic.NOTICE).verdict == "No"
    assert rails(30_000).answer(Topic.NOTICE).verdict == "You must"
    assert "as soon as reasonably practicable" in rails(30_000).answer(Topic.AWARD_NOTICE).words


@pytest.mark.parametrize(
    ("pounds", "on_day", "may"),
    [
        (20_000, date(2026, 2, 4), True),
        (20_000, date(2026, 2, 3), False),
        (207_719, TODAY, True),
        (207_720, TODAY, False),
        (None, TODAY, False),
    ],
)
def test_only_below_the_threshold_and_from_4_february_2026_may_it_be_reserved(
    pounds: int | None, on_day: date, may: bool
) -> None:
    assert rails(pounds, on_day=on_day).may_reserve is may


def test_no_separate_sifting_of_goods_and_services_and_no_rule_for_works() -> None:
    assert rails(50_000).answer(Topic.PRESELECTION).verdict == "No"
    works = rails(50_000, kind=ContractKind.WORKS).answer(Topic.PRESELECTION)
    assert (works.is_held, works.words) == (False, buying.NO_ANSWER)


@pytest.mark.parametrize("buyer", ["council-company", "school", "other"])
def test_a_buyer_without_a_rule_set_is_told_so(buyer: str) -> None:
    found = rails(50_000, buyer=buyer)
    assert (found.has_rules, found.headline) == (False, buying.NO_RULE_HELD)
    assert not found.may_reserve
    assert ["Part 6" in each.words for each in found.answers] == [True] * (buyer == "school")


def test_a_day_before_the_rules_has_none() -> None:
    assert rails(50_000, on_day=date(2025, 12, 31)).headline == buying.NOT_ON_THIS_DAY


def test_each_answer_has_its_rule_with_source_and_day() -> None:
    for pounds in (1_000, 30_000, 300_000):
        found = rails(pounds)
        held = [each.rule for each in found.answers if each.rule]
        assert all(rule.source and rule.from_on <= TODAY for rule in held)
        assert {Topic.NOTIFIABLE, Topic.RESERVATION, Topic.SOCIAL_VALUE, Topic.LOCATION} <= {
            rule.topic for rule in held
        }


def test_the_national_weight_of_social_value_is_not_for_small_contracts() -> None:
    assert "not for contracts below" in rails(50_000).answer(Topic.SOCIAL_VALUE).words
    assert "Councils may use it" in rails(500_000).answer(Topic.SOCIAL_VALUE).words


def test_a_new_row_of_the_same_code_takes_over_on_its_first_day() -> None:
    old = next(rule for rule in RULES if rule.code == "threshold-goods-services")
    new = replace(old, least_pence=200_000 * POUND, from_on=date(2028, 1, 1))
    asked = {"buyer_kind": "council", "contract_kind": "goods-services"}

    def band(on_day: date) -> Band | None:
        pence = 205_000 * POUND
        return decide([*RULES, new], **asked, value_pence=pence, on_day=on_day).band

    assert band(date(2027, 12, 31)) == Band.BELOW
    assert band(date(2028, 1, 1)) == Band.REGULATED


def test_a_rule_that_has_ended_answers_nothing() -> None:
    ended = [
        replace(rule, to_on=TODAY - timedelta(days=1)) if rule.topic == Topic.RESERVATION else rule
        for rule in RULES
    ]
    found = decide(
        ended, buyer_kind="council", contract_kind="works", value_pence=POUND, on_day=TODAY
    )
    assert not found.may_reserve


@pytest.mark.parametrize(
    ("pence", "expected"), [(100, 120), (2_500_000, 3_000_000), (1, 1), (3, 4), (0, 0)]
)
def test_vat_is_added_in_whole_pence(pence: int, expected: int) -> None:
    assert with_vat(pence, 20) == expected


def test_an_authoritys_own_quote_rules_hold_between_their_values() -> None:
    rule = QuoteRule(
        code="three",
        authority_code="E07000178",
        least_pence=10_001 * POUND,
        most_pence=50_000 * POUND,
        quotes=3,
        is_rotating=False,
        words="Three written quotes.",
        source="Invented",
        from_on=date(2026, 1, 1),
    )
    for pounds, found in ((10_000, ()), (10_001, (rule,)), (50_000, (rule,)), (50_001, ())):
        assert quotes_for([rule], "E07000178", pounds * POUND, TODAY) == found
    assert quotes_for([rule], "E07000177", 20_000 * POUND, TODAY) == ()
    assert quotes_for([rule], "E07000178", None, TODAY) == ()


def test_a_change_begins_today_or_later() -> None:
    buying.check_new_version(TODAY, None, TODAY)
    with pytest.raises(DomainError, match="today or later"):
        buying.check_new_version(TODAY - timedelta(days=1), None, TODAY)
    with pytest.raises(DomainError, match="before the first"):
        buying.check_new_version(TODAY, TODAY - timedelta(days=1), TODAY)


def test_insurance_follows_the_risk_and_is_the_least_that_holds() -> None:
    def asked(risk: str, pounds: int) -> dict[str, int]:
        found = propose_insurance(LEVELS, risk, pounds * POUND, TODAY)
        return {each.cover: each.level_pence // POUND for each in found}

    assert asked(Risk.DELIVERED, 25_000) == {}
    assert asked(Risk.ON_SITE, 25_000) == {
        "public-liability": 1_000_000,
        "employers-liability": 5_000_000,
    }
    assert asked(Risk.HAZARD, 10_000)["public-liability"] == 2_000_000
    assert asked(Risk.HAZARD, 10_001)["public-liability"] == 5_000_000
    assert asked(Risk.ADVICE, 5_000) == {"professional-indemnity": 100_000}


def test_every_rule_of_the_file_is_of_a_known_kind() -> None:
    assert {rule.topic for rule in RULES} <= set(Topic)
    assert {rule.verdict for rule in RULES} <= set(Verdict)
    assert len({(rule.code, rule.from_on) for rule in RULES}) == len(RULES)
