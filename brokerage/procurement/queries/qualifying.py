"""How suppliers stand with what councils may reserve: many at once, in three statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Row,
    Select,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EvidenceKind, is_verified
from brokerage.passports.models import Passport, Site, SizeYear
from brokerage.passports.queries.rules import list_dated_rules
from brokerage.passports.rules import Operations
from brokerage.passports.rules.dated import DatedRule
from brokerage.passports.rules.purpose import PROOFS, PROVING_REGISTER
from brokerage.passports.rules.sizes import YearFigures
from brokerage.places.models import Authority
from brokerage.procurement.rules import reservations
from brokerage.procurement.rules.reservations import AuthorityArea, Standing, SupplierFacts

MOST_IDS_A_QUERY = 500
"""More are read with all the others: databases bound how many values a statement takes."""


def list_standings(
    organisation_ids: Collection[int], authority_code: str, on: date
) -> dict[int, tuple[Standing, ...]]:
    """Return by id how each stands with each reservation of a council on a day; 3 statements.

    Raises NotFoundError for a council that is not known.
    """
    area = _areas(on, [authority_code])[0]
    return {
        facts.organisation_id: reservations.standing(facts, area, on)
        for facts in list_supplier_facts(organisation_ids, on)
    }


def list_standings_of(
    organisation_id: int, on: date
) -> list[tuple[AuthorityArea, tuple[Standing, ...]]]:
    """Return how one supplier stands with each council of the area, by name; 3 statements."""
    facts = list_supplier_facts([organisation_id], on)[0]
    return [(area, reservations.standing(facts, area, on)) for area in _areas(on, None)]


def list_suppliers_with_facts() -> list[int]:
    """Return the ids of all who have given anything that a reservation looks at."""
    statements = [_sites(), _years(), _purposes(), _proofs()]
    facts = union_all(*statements).subquery()
    query = select(facts.c.organisation_id).distinct().order_by(facts.c.organisation_id)
    return list(db.session.scalars(query))


def list_reservation_rules(on: date) -> list[DatedRule]:
    """Return the rules on reservations that hold on a day, with their words and sources."""
    wanted = [kind.value for kind in reservations.Reservation]
    found = [each for each in list_dated_rules() if each.code in wanted and each.holds(on)]
    return sorted(found, key=lambda rule: wanted.index(rule.code))


def _areas(on: date, codes: Sequence[str] | None) -> list[AuthorityArea]:
    rules = [rule for rule in list_dated_rules() if rule.holds(on)]
    rows = db.session.scalars(select(Authority).order_by(Authority.name, Authority.code)).all()
    names = {row.code: row.name for row in rows}
    by_slug = {row.slug: row.code for row in rows}
    counties = {
        row.code: by_slug.get(row.parent_slug or row.slug, row.code)
        for row in rows
        if row.parent_slug is not None or row.kind == "county"
    }
    if codes is None:
        codes = [row.code for row in rows if row.is_in_area and _exists(row, on)]
    if not names.keys() >= set(codes):
        raise NotFoundError
    return [reservations.make_area(code, names, counties, rules, on) for code in codes]


def _exists(row: Authority, on: date) -> bool:
    return (row.from_on is None or row.from_on <= on) and (row.to_on is None or row.to_on >= on)


def list_supplier_facts(organisation_ids: Collection[int] | None, on: date) -> list[SupplierFacts]:
    """Return what reservations look at, in one statement: a row a fact; None: of all with any."""
    ids = sorted(set(organisation_ids or ()))
    statements = [_sites(), _years(), _purposes(), _proofs()]
    if organisation_ids is not None and len(ids) <= MOST_IDS_A_QUERY:
        statements = [each.where(_organisation_id(each).in_(ids)) for each in statements]
    facts = union_all(*statements).subquery()
    rows = db.session.execute(
        select(facts).order_by(facts.c.organisation_id, facts.c.fact, facts.c.day, facts.c.code)
    ).all()
    by_id: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_id[row.organisation_id].append(row)
    wanted = sorted(by_id) if organisation_ids is None else ids
    return [_facts_of(each, by_id.get(each, ()), on) for each in wanted]


def _facts_of(organisation_id: int, rows: Sequence[Row[Any]], on: date) -> SupplierFacts:
    return SupplierFacts(
        organisation_id=organisation_id,
        sites=[_site_facts(row, on) for row in rows if row.fact == "site"],
        years=[_year_facts(row, on) for row in rows if row.fact == "year"],
        purpose=next((_purpose(row) for row in rows if row.fact == "purpose"), None),
        has_purpose_proof=any(_is_seen(row, on) for row in rows if row.fact == "proof"),
    )


def _site_facts(row: Row[Any], on: date) -> reservations.SiteFacts:
    return reservations.SiteFacts(
        authority_code=row.code,
        since_on=row.day,
        is_substantive=bool(row.first),
        is_verified=_is_seen(row, on),
    )


def _year_facts(row: Row[Any], on: date) -> reservations.YearFacts:
    return reservations.YearFacts(
        figures=YearFigures(
            starts_on=row.day, staff=row.first, turnover=row.second, balance_sheet=row.third
        ),
        is_verified=_is_seen(row, on),
    )


def _purpose(row: Row[Any]) -> tuple[bool, bool, bool] | None:
    if None in (row.first, row.second, row.third):
        return None
    return bool(row.first), bool(row.second), bool(row.third)


def _is_seen(row: Row[Any], on: date) -> bool:
    return is_verified(row.verified_on, row.expires_on, on)


def _organisation_id(statement: Select[Any]) -> Any:
    return statement.selected_columns.organisation_id


def _fact(organisation_id: Any, name: str, **columns: Any) -> Select[Any]:
    """Return a statement with the columns that all facts share; those not given are empty."""
    types = {
        "code": literal(""),
        "day": cast(null(), Date),
        "first": cast(null(), BigInteger),
        "second": cast(null(), BigInteger),
        "third": cast(null(), BigInteger),
        "verified_on": cast(null(), Date),
        "expires_on": cast(null(), Date),
    }
    shared = [value.label(key) for key, value in (types | columns).items()]
    return select(organisation_id.label("organisation_id"), literal(name).label("fact"), *shared)


def _sites() -> Select[Any]:
    return _fact(
        Site.organisation_id,
        "site",
        code=Site.authority_code,
        day=Site.since_on,
        first=cast(case((Site.operations == Operations.SUBSTANTIVE, 1), else_=0), BigInteger),
        verified_on=Site.verified_on,
        expires_on=Site.expires_on,
    )


def _years() -> Select[Any]:
    return _fact(
        SizeYear.organisation_id,
        "year",
        day=SizeYear.starts_on,
        first=cast(SizeYear.staff, BigInteger),
        second=SizeYear.turnover,
        third=SizeYear.balance_sheet,
        verified_on=SizeYear.verified_on,
        expires_on=SizeYear.expires_on,
    )


def _purposes() -> Select[Any]:
    answers = (Passport.is_non_governmental, Passport.is_value_driven, Passport.reinvests_surplus)
    first, second, third = (cast(cast(each, Integer), BigInteger) for each in answers)
    return _fact(Passport.organisation_id, "purpose", first=first, second=second, third=third)


def _proofs() -> Select[Any]:
    is_on_register = and_(
        Evidence.kind == EvidenceKind.REGISTRATION, Organisation.register == PROVING_REGISTER
    )
    return (
        _fact(
            Evidence.organisation_id,
            "proof",
            code=Evidence.kind,
            verified_on=Evidence.verified_on,
            expires_on=Evidence.expires_on,
        )
        .join(Organisation, Organisation.id == Evidence.organisation_id)
        .where(or_(Evidence.kind.in_(PROOFS), is_on_register))
    )
