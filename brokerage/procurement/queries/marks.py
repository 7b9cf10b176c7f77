"""What suppliers meet of what may be reserved: of all at once, worked out by the database.

The rules of a day become bounds that the statement compares with, and only those whom a broker
has seen to meet something come back. `reservations.standing` says the same of one supplier, with
what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Row,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from brokerage.extensions import db
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EvidenceKind
from brokerage.passports.models import Passport, Site, SizeYear
from brokerage.passports.queries.rules import list_dated_rules
from brokerage.passports.rules import Operations
from brokerage.passports.rules.dated import DatedRule, RuleKind, find_rule, list_size_limits
from brokerage.passports.rules.purpose import PROOFS, PROVING_REGISTER
from brokerage.passports.rules.sizes import SizeLimit, YearFigures
from brokerage.procurement.rules.reservations import (
    Reservation,
    YearFacts,
    is_recent,
    is_sme_of_years,
    latest_since,
)
from brokerage.procurement.rules.reserving import Marks

MOST_IDS_A_QUERY = 500
"""More are read with all the others: databases bound how many values a statement takes."""
LONGEST_YEAR = timedelta(days=366)
LONGEST_MONTH = 31


@dataclass
class _Found:
    """What was found, by who meets it."""

    based: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    in_uk: set[int] = field(default_factory=set)
    smes: set[int] = field(default_factory=set)
    vcses: set[int] = field(default_factory=set)

    def list_marks(self) -> Iterator[tuple[int, Marks]]:
        for each in sorted(self.based.keys() | self.in_uk | self.smes | self.vcses):
            yield (
                each,
                Marks(
                    based=frozenset(self.based.get(each, ())),
                    is_uk=each in self.in_uk,
                    is_sme=each in self.smes,
                    is_vcse=each in self.vcses,
                ),
            )


def find_marks(organisation_ids: Collection[int] | None, on: date) -> dict[int, Marks]:
    """Return by id what suppliers meet on a day; of all who meet anything without ids.

    Two statements. Whoever is not in the answer meets nothing.
    """
    rules = list_dated_rules()
    limits = [each for each in list_size_limits(rules) if each.holds(on)]
    sme = find_rule(rules, RuleKind.RESERVATION, Reservation.SME, on)
    statements = [
        *_sites(rules, on),
        *([_years(sme, on)] if sme else []),
        *([_vcses(on)] if find_rule(rules, RuleKind.RESERVATION, Reservation.VCSE, on) else []),
    ]
    if not statements:
        return {}
    rows = _list_rows(statements, organisation_ids)
    wanted = None if organisation_ids is None else set(organisation_ids)
    return {
        each: marks
        for each, marks in _gather(rows, sme, limits, on).list_marks()
        if wanted is None or each in wanted
    }


def list_changed_marks(today: date) -> list[int]:
    """Return who meets something else today than yesterday, only because a day has gone by."""
    before, now = find_marks(None, today - timedelta(days=1)), find_marks(None, today)
    return sorted(each for each in before.keys() | now.keys() if before.get(each) != now.get(each))


def _list_rows(
    statements: Sequence[Select[Any]], organisation_ids: Collection[int] | None
) -> Sequence[Row[Any]]:
    if organisation_ids is not None and len(organisation_ids) <= MOST_IDS_A_QUERY:
        ids = sorted(set(organisation_ids))
        statements = [
            each.where(each.selected_columns.organisation_id.in_(ids)) for each in statements
        ]
    facts = union_all(*statements).subquery()
    order = (facts.c.organisation_id, facts.c.fact, facts.c.day.desc(), facts.c.code)
    return db.session.execute(select(facts).order_by(*order)).all()


def _gather(
    rows: Sequence[Row[Any]], sme: DatedRule | None, limits: Sequence[SizeLimit], on: date
) -> _Found:
    found = _Found()
    years: defaultdict[int, list[YearFacts]] = defaultdict(list)
    for organisation_id, fact, code, day, first, second, third, is_seen in map(tuple, rows):
        if fact == "year":
            figures = YearFigures(starts_on=day, staff=first, turnover=second, balance_sheet=third)
            if sme and is_recent(figures, sme, on):
                years[organisation_id].append(YearFacts(figures=figures, is_verified=bool(is_seen)))
        elif fact == "vcse":
            found.vcses.add(organisation_id)
        else:
            if first and code:
                found.based[organisation_id].add(code)
            if second:
                found.in_uk.add(organisation_id)
    found.smes = {each for each, theirs in years.items() if is_sme_of_years(theirs, limits, on)}
    return found


def _is_seen(table: Any, on: date) -> Any:
    """The same as `is_verified`, for the database."""
    return and_(
        table.verified_on.is_not(None), or_(table.expires_on.is_(None), table.expires_on >= on)
    )


def _fact(organisation_id: Any, name: str, **columns: Any) -> Select[Any]:
    """Return a statement with the columns that all facts share; those not given are empty."""
    types = {
        "code": literal(""),
        "day": cast(null(), Date),
        "first": cast(null(), BigInteger),
        "second": cast(null(), BigInteger),
        "third": cast(null(), BigInteger),
        "is_seen": literal(1),
    }
    shared = [value.label(key) for key, value in (types | columns).items()]
    return select(organisation_id.label("organisation_id"), literal(name).label("fact"), *shared)


def _sites(rules: Sequence[DatedRule], on: date) -> list[Select[Any]]:
    """Where it was seen to have worked for long enough: a council's area, the United Kingdom."""
    bounds = {
        kind: latest_since(rule, on)
        for kind in (Reservation.LOCAL_AREA, Reservation.UK)
        if (rule := find_rule(rules, RuleKind.RESERVATION, kind, on))
    }
    if not bounds:
        return []

    def since(kind: Reservation) -> Any:
        bound = bounds.get(kind)
        there = literal(0) if bound is None else case((Site.since_on <= bound, 1), else_=0)
        return cast(func.max(there), BigInteger)

    seen = _fact(
        Site.organisation_id,
        "site",
        code=func.coalesce(Site.authority_code, ""),
        first=since(Reservation.LOCAL_AREA),
        second=since(Reservation.UK),
    )
    return [
        seen.where(
            Site.operations == Operations.SUBSTANTIVE,
            Site.since_on <= max(bounds.values()),
            _is_seen(Site, on),
        ).group_by(Site.organisation_id, Site.authority_code)
    ]


def _years(sme: DatedRule, on: date) -> Select[Any]:
    """The years that could be recent enough; `is_recent` says which are."""
    months = int(sme.figures.get("months", 0))
    years = _fact(
        SizeYear.organisation_id,
        "year",
        day=SizeYear.starts_on,
        first=cast(SizeYear.staff, BigInteger),
        second=SizeYear.turnover,
        third=SizeYear.balance_sheet,
        is_seen=case((_is_seen(SizeYear, on), 1), else_=0),
    ).where(SizeYear.starts_on <= on)
    if months:
        oldest = on - timedelta(days=LONGEST_MONTH * (months + 1)) - LONGEST_YEAR
        years = years.where(SizeYear.starts_on >= oldest)
    return years


def _vcses(on: date) -> Select[Any]:
    """Those who say that they are for a purpose, and of whom a broker has seen a proof."""
    is_on_register = and_(
        Evidence.kind == EvidenceKind.REGISTRATION, Organisation.register == PROVING_REGISTER
    )
    proven = (
        exists()
        .where(
            Evidence.organisation_id == Passport.organisation_id,
            Organisation.id == Evidence.organisation_id,
            or_(Evidence.kind.in_(PROOFS), is_on_register),
            _is_seen(Evidence, on),
        )
        .correlate(Passport)
    )
    answers = (Passport.is_non_governmental, Passport.is_value_driven, Passport.reinvests_surplus)
    return _fact(Passport.organisation_id, "vcse").where(
        *(each.is_(True) for each in answers), proven
    )
