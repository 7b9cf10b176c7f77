"""What a council may reserve, and what keeps a supplier from it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from brokerage.passports.rules.dated import Area, DatedRule, RuleKind
from brokerage.passports.rules.sizes import YearFigures
from brokerage.procurement.rules import reservations
from brokerage.procurement.rules.reservations import (
    AuthorityArea,
    Reservation,
    SiteFacts,
    Standing,
    SupplierFacts,
    YearFacts,
    list_meeting,
    make_area,
    standing,
)
from tests.factories.passports import read_rules

OXFORD, CHERWELL, COUNTY, COTSWOLD = "E07000178", "E07000177", "E10000025", "E07000079"
NAMES = {OXFORD: "Oxford City Council", CHERWELL: "Cherwell", COUNTY: "Oxfordshire"}
COUNTIES = {OXFORD: COUNTY, CHERWELL: COUNTY, COUNTY: COUNTY}
RULES = read_rules()
TODAY = date(2026, 11, 28)
A_YEAR_AGO = date(2025, 11, 28)


def area_of(code: str, **figures: Any) -> AuthorityArea:
    setting = DatedRule(
        kind=RuleKind.AREA,
        code=code,
        figures=figures or {"area": Area.OWN},
        words="",
        source="",
        from_on=date(2026, 2, 4),
        to_on=None,
    )
    others = [rule for rule in RULES if rule.kind != RuleKind.AREA]
    return make_area(code, NAMES, COUNTIES, [*others, setting], TODAY)


def site(code: str = OXFORD, since: date = A_YEAR_AGO, **fields: Any) -> SiteFacts:
    known = {"is_substantive": True, "is_verified": True}
    return SiteFacts(authority_code=code, since_on=since, **known | fields)


def year(staff: int = 6, starts_on: date = date(2025, 1, 1), **fields: Any) -> YearFacts:
    figures = YearFigures(starts_on=starts_on, staff=staff, turnover=240_000, balance_sheet=45_000)
    return YearFacts(figures=figures, **{"is_verified": True} | fields)


WHOLE = SupplierFacts(
    organisation_id=1,
    sites=[site()],
    years=[year()],
    purpose=(True, True, True),
    has_purpose_proof=True,
)


def stand(
    kind: str, facts: SupplierFacts, area: AuthorityArea | None = None, on: date = TODAY
) -> Standing:
    return next(e for e in standing(facts, area or area_of(OXFORD), on) if e.kind == kind)


def test_who_has_everything_meets_every_reservation() -> None:
    found = standing(WHOLE, area_of(OXFORD), TODAY)
    assert [each.kind for each in found] == list(Reservation)
    assert all(each.is_met and each.is_declared and not each.missing for each in found)
    assert all(each.rule and each.rule.source and each.rule.from_on for each in found)


def test_nothing_could_be_reserved_before_the_order() -> None:
    for each in standing(WHOLE, area_of(OXFORD), date(2026, 2, 3)):
        assert not each.is_met
        assert each.missing == (reservations.NO_RULE,)
        assert each.rule is None


def test_nobody_meets_anything_with_an_empty_passport() -> None:
    for each in standing(SupplierFacts(organisation_id=1), area_of(OXFORD), TODAY):
        assert not each.is_met
        assert not each.is_declared
        assert each.missing


@pytest.mark.parametrize(
    ("sites", "sentence", "is_declared"),
    [
        ([site(CHERWELL)], "no site in the local area of Oxford City Council", False),
        ([site(is_substantive=False)], "only a registered address", False),
        ([site(since=A_YEAR_AGO + timedelta(days=1))], "until 29 November 2026", False),
        ([site(is_verified=False)], "No broker has seen proof", True),
        ([site(is_verified=False), site(is_substantive=False)], "No broker has seen proof", True),
        ([site(is_verified=False), site(since=TODAY)], "No broker has seen proof", True),
        ([site(CHERWELL), site(is_verified=False)], "No broker has seen proof", True),
    ],
)
def test_local_means_working_there_for_a_year_and_seen(
    sites: list[SiteFacts], sentence: str, *, is_declared: bool
) -> None:
    found = stand(Reservation.LOCAL_AREA, replace(WHOLE, sites=sites))
    assert not found.is_met
    assert found.is_declared == is_declared
    assert sentence in found.missing[0]


def test_one_site_that_does_is_enough() -> None:
    sites = [site(CHERWELL), site(is_substantive=False), site()]
    assert stand(Reservation.LOCAL_AREA, replace(WHOLE, sites=sites)).is_met


def test_any_site_in_the_country_is_in_the_united_kingdom() -> None:
    away = replace(WHOLE, sites=[site("E09000001")])
    assert stand(Reservation.UK, away).is_met
    assert not stand(Reservation.LOCAL_AREA, away).is_met
    new = replace(WHOLE, sites=[site("E09000001", since=TODAY)])
    assert not stand(Reservation.UK, new).is_met


@pytest.mark.parametrize(
    ("code", "figures", "codes"),
    [
        (OXFORD, {"area": Area.OWN}, {OXFORD}),
        (OXFORD, {"area": Area.COUNTY}, {OXFORD, CHERWELL, COUNTY}),
        (OXFORD, {"area": Area.BORDERING, "bordering": [COTSWOLD]}, {OXFORD, COTSWOLD}),
        (OXFORD, {"area": Area.OWN, "bordering": [COTSWOLD]}, {OXFORD}),
        (COUNTY, {"area": Area.OWN}, {OXFORD, CHERWELL, COUNTY}),
        (COTSWOLD, {"area": Area.COUNTY}, {COTSWOLD}),
    ],
)
def test_the_local_area_follows_the_councils_setting(
    code: str, figures: dict[str, Any], codes: set[str]
) -> None:
    assert area_of(code, **figures).codes == codes


def test_without_a_setting_its_own_area_counts() -> None:
    area = make_area(OXFORD, NAMES, COUNTIES, RULES, date(2025, 1, 1))
    assert area.area is None
    assert area.codes == {OXFORD}


@pytest.mark.parametrize(
    ("years", "sentence", "is_declared"),
    [
        ([], "no figures", False),
        ([year(starts_on=date(2026, 1, 1))], "no figures", False),
        ([year(starts_on=date(2023, 11, 29))], "24 months ago", False),
        ([year(staff=250)], "larger than an SME", False),
        ([year(is_verified=False)], "No broker has compared", True),
        ([year(starts_on=date(2024, 6, 1)), year(staff=250)], "larger than an SME", False),
        ([year(staff=250, starts_on=date(2024, 6, 1)), year(is_verified=False)], "compared", True),
    ],
)
def test_an_sme_is_one_by_recent_figures_that_were_seen(
    years: list[YearFacts], sentence: str, *, is_declared: bool
) -> None:
    found = stand(Reservation.SME, replace(WHOLE, years=years))
    assert not found.is_met
    assert found.is_declared == is_declared
    assert sentence in found.missing[0]


def test_last_years_figures_hold_until_the_new_ones_are_seen() -> None:
    years = [year(starts_on=date(2024, 6, 1)), year(is_verified=False)]
    assert stand(Reservation.SME, replace(WHOLE, years=years)).is_met


@pytest.mark.parametrize(
    ("purpose", "has_proof", "missing"),
    [
        (None, True, (reservations.NO_ANSWERS,)),
        ((False, True, True), True, (reservations.NOT_INDEPENDENT,)),
        ((True, False, False), True, (reservations.NO_PURPOSE, reservations.NOT_REINVESTED)),
        ((True, True, True), False, (reservations.VCSE_NOT_SEEN,)),
    ],
)
def test_a_vcse_says_yes_three_times_and_shows_proof(
    purpose: tuple[bool, bool, bool] | None, missing: tuple[str, ...], *, has_proof: bool
) -> None:
    facts = replace(WHOLE, purpose=purpose, has_purpose_proof=has_proof)
    found = stand(Reservation.VCSE, facts)
    assert found.missing == missing
    assert not found.is_met
    assert found.is_declared == (not has_proof)


def test_those_who_meet_one_are_told_from_the_others() -> None:
    standings = {
        1: standing(WHOLE, area_of(OXFORD), TODAY),
        2: standing(replace(WHOLE, sites=[]), area_of(OXFORD), TODAY),
    }
    assert list_meeting(standings, Reservation.LOCAL_AREA) == {1}
    assert list_meeting(standings, Reservation.SME) == {1, 2}
