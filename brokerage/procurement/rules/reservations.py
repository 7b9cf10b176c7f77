"""What a council may reserve below the threshold, and whether a supplier meets it today. Pure.

The rules are dated rows that an administrator keeps, each with its source. A supplier meets one
only by what a broker has seen and what has not run out: what it says of itself is told apart.
Nothing here is legal advice, and a reservation is decided before anybody is invited.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from brokerage.passports.rules import whole_months
from brokerage.passports.rules.dated import (
    Area,
    DatedRule,
    RuleKind,
    find_rule,
    list_size_limits,
)
from brokerage.passports.rules.sizes import SizeLimit, SizeTest, YearFigures, measure

LONGEST_MONTH = 31


class Reservation(StrEnum):
    """For whom a competition may be reserved."""

    UK = "uk"
    LOCAL_AREA = "local-area"
    SME = "sme"
    VCSE = "vcse"


RESERVATION_LABELS: Mapping[str, str] = {
    Reservation.UK: "Suppliers in the United Kingdom",
    Reservation.LOCAL_AREA: "Suppliers in its local area",
    Reservation.SME: "Small and medium-sized enterprises",
    Reservation.VCSE: "Voluntary, community and social enterprises",
}
NO_RULE = "We hold no rule that lets a council reserve for this on that day."
NO_SITE = "You have given no site."
NONE_THERE = "You have given no site in {area}."
ONLY_REGISTERED = "What you have given is only a registered address: you must work there."
TOO_SHORT = "You have worked there since {since}: it takes {months} months, until {until}."
SITE_NOT_SEEN = "No broker has seen proof of your site yet."
NO_FIGURES = "You have given no figures of a year."
OLD_FIGURES = "Your figures are of a year that ended more than {months} months ago."
TOO_LARGE = "By your figures you are larger than an SME."
NO_TEST = "We hold no rule on what an SME is on that day."
FIGURES_NOT_SEEN = "No broker has compared your figures with your accounts yet."
NO_ANSWERS = "You have not answered the three questions on what you are for."
NOT_INDEPENDENT = "You say that you are part of the council or of government."
NO_PURPOSE = "You say that you do not exist for a purpose."
NOT_REINVESTED = "You say that you do not put most of your surplus back."
VCSE_NOT_SEEN = (
    "No broker has seen proof yet: a charity number, a social enterprise mark or your governing "
    "document."
)


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """A site as rules look at it; `is_verified` on the day that is asked about."""

    authority_code: str | None
    since_on: date
    is_substantive: bool
    is_verified: bool


@dataclass(frozen=True, kw_only=True)
class YearFacts:
    """The figures of a year, and whether a broker has seen them."""

    figures: YearFigures
    is_verified: bool


@dataclass(frozen=True, kw_only=True)
class SupplierFacts:
    """What of a supplier reservations look at."""

    organisation_id: int
    sites: Sequence[SiteFacts] = ()
    years: Sequence[YearFacts] = ()
    purpose: tuple[bool, bool, bool] | None = None
    """Independent, for a purpose, reinvests; None where a question has no answer."""
    has_purpose_proof: bool = False
    """A charity's registration, a mark or a governing document that a broker has seen."""


@dataclass(frozen=True, kw_only=True)
class AuthorityArea:
    """A council, what it takes as its local area, and the dated rules."""

    code: str
    name: str
    area: DatedRule | None
    """Its setting; None where there is none on that day: then its own area counts."""
    codes: frozenset[str]
    """Codes of the councils whose areas make up its local area."""
    rules: Sequence[DatedRule]
    """On reservations, of any date."""
    limits: Sequence[SizeLimit]
    """Of the size tests, out of the rules."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a supplier meets one reservation on a day, and what is missing."""

    kind: str
    missing: tuple[str, ...]
    is_declared: bool
    """It would, if all that it says of itself had been seen by a broker."""
    rule: DatedRule | None
    """With its words, its source and its date."""

    @property
    def is_met(self) -> bool:
        """Whether it is met by what was seen: the only answer that may rule anyone in."""
        return self.rule is not None and not self.missing


def standing(facts: SupplierFacts, authority: AuthorityArea, on: date) -> tuple[Standing, ...]:
    """Return how a supplier stands with each reservation of a council on a day."""
    return tuple(_stand(kind, facts, authority, on) for kind in Reservation)


def list_meeting(standings: Mapping[int, Iterable[Standing]], kind: str) -> set[int]:
    """Return the ids of those that meet one reservation, from how each stands with all."""
    return {
        organisation_id
        for organisation_id, found in standings.items()
        if any(each.kind == kind and each.is_met for each in found)
    }


def latest_since(rule: DatedRule, on: date) -> date:
    """Return the last day since which a site was there for as many months as a rule asks for."""
    months = on.year * 12 + on.month - 1 - int(rule.figures.get("months", 0))
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def is_recent(figures: YearFigures, rule: DatedRule, on: date) -> bool:
    """Say whether a year has ended, and not longer ago than a rule allows."""
    months, ends_on = int(rule.figures.get("months", 0)), figures.ends_on
    return ends_on <= on and (not months or whole_months(ends_on, on) < months)


def is_sme_of_years(years: Sequence[YearFacts], limits: Sequence[SizeLimit], on: date) -> bool:
    """Say whether recent years show an SME: the newest does, and one that does was seen."""
    newest = max(years, key=lambda each: each.figures.starts_on)
    return _is_sme(newest, limits, on) and any(
        each.is_verified and _is_sme(each, limits, on) for each in years
    )


def make_area(
    code: str,
    names: Mapping[str, str],
    counties: Mapping[str, str],
    rules: Sequence[DatedRule],
    on: date,
) -> AuthorityArea:
    """Return a council with its local area.

    `names` of councils by code; `counties` by the code of a council the code of its county, and
    of a county its own. A county's own area is all its districts.
    """
    setting = find_rule(rules, RuleKind.AREA, code, on)
    area = setting.figures.get("area", Area.OWN) if setting else Area.OWN
    county = counties.get(code)
    whole = {each for each, its_county in counties.items() if its_county == county}
    codes = {code} | (whole if county == code or (county and area == Area.COUNTY) else set())
    if setting and area == Area.BORDERING:
        codes |= set(setting.figures.get("bordering", ()))
    return AuthorityArea(
        code=code,
        name=names.get(code, code),
        area=setting,
        codes=frozenset(codes),
        rules=[rule for rule in rules if rule.kind == RuleKind.RESERVATION],
        limits=list_size_limits(rules),
    )


def _stand(kind: Reservation, facts: SupplierFacts, authority: AuthorityArea, on: date) -> Standing:
    rule = find_rule(authority.rules, RuleKind.RESERVATION, kind, on)
    if rule is None:
        return Standing(kind=kind, missing=(NO_RULE,), is_declared=False, rule=None)
    if kind == Reservation.VCSE:
        lacking, unseen = _lacks_purpose(facts), (VCSE_NOT_SEEN,)
        is_seen = facts.has_purpose_proof
    elif kind == Reservation.SME:
        lacking, unseen = _lacks_size(facts, authority, rule, on), (FIGURES_NOT_SEEN,)
        recent = _recent(facts, rule, on)
        is_seen = bool(recent) and is_sme_of_years(recent, authority.limits, on)
    else:
        codes = authority.codes if kind == Reservation.LOCAL_AREA else None
        lacking, is_seen = _lacks_site(_sites_in(facts, codes), rule, on, codes, authority.name)
        unseen = (SITE_NOT_SEEN,)
    missing = lacking or (() if is_seen else unseen)
    return Standing(kind=kind, missing=missing, is_declared=not lacking, rule=rule)


def _sites_in(facts: SupplierFacts, codes: frozenset[str] | None) -> list[SiteFacts]:
    """Return the sites in an area; every postcode we know is in the United Kingdom."""
    return [each for each in facts.sites if codes is None or each.authority_code in codes]


def _lacks_site(
    sites: Sequence[SiteFacts],
    rule: DatedRule,
    on: date,
    codes: frozenset[str] | None,
    name: str,
) -> tuple[tuple[str, ...], bool]:
    """Return what is missing by what is said, and whether one site that does was seen."""
    months = int(rule.figures.get("months", 0))
    if not sites:
        area = f"the local area of {name}"
        return (NO_SITE if codes is None else NONE_THERE.format(area=area),), False
    working = [each for each in sites if each.is_substantive and each.since_on <= on]
    if not working:
        return (ONLY_REGISTERED,), False
    long_enough = [each for each in working if whole_months(each.since_on, on) >= months]
    if not long_enough:
        since = min(each.since_on for each in working)
        until = _after_months(since, months)
        sentence = TOO_SHORT.format(since=_written(since), months=months, until=_written(until))
        return (sentence,), False
    return (), any(each.is_verified for each in long_enough)


def _lacks_size(
    facts: SupplierFacts, authority: AuthorityArea, rule: DatedRule, on: date
) -> tuple[str, ...]:
    """Return what is missing by what is said: the newest year decides."""
    ended = [each for each in facts.years if each.figures.ends_on <= on]
    if not ended:
        return (NO_FIGURES,)
    recent = _recent(facts, rule, on)
    if not recent:
        return (OLD_FIGURES.format(months=rule.figures.get("months", 0)),)
    newest = max(recent, key=lambda each: each.figures.starts_on)
    answer = measure(SizeTest.PROCUREMENT_ACT, newest.figures, authority.limits, on)
    if answer.size is None:
        return (NO_TEST,)
    return () if answer.is_sme else (TOO_LARGE,)


def _recent(facts: SupplierFacts, rule: DatedRule, on: date) -> list[YearFacts]:
    return [each for each in facts.years if is_recent(each.figures, rule, on)]


def _is_sme(year: YearFacts, limits: Sequence[SizeLimit], on: date) -> bool:
    return measure(SizeTest.PROCUREMENT_ACT, year.figures, limits, on).is_sme


def _lacks_purpose(facts: SupplierFacts) -> tuple[str, ...]:
    if facts.purpose is None:
        return (NO_ANSWERS,)
    sentences: Iterable[str] = (NOT_INDEPENDENT, NO_PURPOSE, NOT_REINVESTED)
    return tuple(s for s, is_so in zip(sentences, facts.purpose, strict=True) if not is_so)


def _after_months(since: date, months: int) -> date:
    """Return the first day on which so many whole months have gone by."""
    day = since
    while whole_months(since, day) < months:
        left = months - whole_months(since, day) - 1
        day += timedelta(days=max(1, left * (LONGEST_MONTH - 3)))
    return day


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
