"""Suppliers in the spend: who they are here, who is to be asked about, who is not here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from brokerage.errors import NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import PUBLIC_STATUSES
from brokerage.passports.queries.passports import list_sizes
from brokerage.passports.rules.sizes import SizeAnswer, SizeTest
from brokerage.places.models import Authority, Outcode, Postcode, Ward
from brokerage.places.rules import outcode_of, without_space
from brokerage.spend.models import SpendDecision, SpendSupplier
from brokerage.spend.rules.imports import Match, has_branches, is_sme, is_vcse
from brokerage.spend.rules.lens import SupplierFacts
from brokerage.spend.rules.resolution import Known
from brokerage.web.paging import Page

PER_PAGE = 20
MOST_EXPORTED = 20_000
CHUNK = 500


@dataclass(frozen=True)
class Question:
    """A name that may be one of these organisations."""

    supplier: SpendSupplier
    choices: Sequence[tuple[Organisation, str]]
    """Each with what speaks against it."""


def list_known_organisations() -> list[Known]:
    """Return every organisation that anyone may see, as the resolver takes them."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.kind)
        .where(Organisation.status.in_(PUBLIC_STATUSES), Organisation.name.is_not(None))
        .order_by(Organisation.id)
    )
    return [Known(row.id, row.name or "", has_branches(row.kind)) for row in rows]


def list_supplier_facts(organisation_ids: Collection[int]) -> Mapping[int, SupplierFacts]:
    """Return what is known of these organisations as suppliers, by id; None is not known.

    The place is that of the organisation's postcode; its kind and social enterprise are what
    it says of itself. SME is by the newest figures that a broker has seen.
    """
    wanted, found = sorted(organisation_ids), {}
    for start in range(0, len(wanted), CHUNK):
        rows = db.session.scalars(
            select(Organisation)
            .where(
                Organisation.id.in_(wanted[start : start + CHUNK]),
                Organisation.status.in_(PUBLIC_STATUSES),
            )
            .order_by(Organisation.id)
        ).all()
        areas = _find_areas([row.postcode for row in rows if row.postcode])
        sizes = list_sizes([row.id for row in rows], utcnow().date())
        for row in rows:
            area, point = areas.get(row.postcode or "", (None, None))
            found[row.id] = SupplierFacts(
                name=row.name or "",
                slug=row.slug,
                authority_code=row.authority_code,
                area=area,
                point=point,
                is_sme=is_sme(row.kind, _is_sme_by_figures(sizes.get(row.id, ()))),
                is_vcse=is_vcse(row.kind, row.is_social_enterprise, row.status),
            )
    return found


def _is_sme_by_figures(answers: Iterable[SizeAnswer]) -> bool | None:
    found = (each for each in answers if each.test == SizeTest.PROCUREMENT_ACT)
    return next((each.is_sme for each in found if each.size is not None), None)


Area = tuple[str | None, tuple[int, int] | None]


def _find_areas(postcodes: Collection[str]) -> dict[str, Area]:
    """Return the ward of each postcode, or its district where wards are not loaded."""
    keys = {without_space(each): each for each in postcodes}
    wards = db.session.execute(
        select(Postcode.postcode, Ward.name, Ward.easting, Ward.northing)
        .join(Ward, Ward.code == Postcode.ward_code)
        .where(Postcode.postcode.in_(sorted(keys)))
        .order_by(Postcode.postcode)
    ).all()
    outcodes = {
        row.outcode: (row.easting, row.northing)
        for row in db.session.scalars(
            select(Outcode)
            .where(Outcode.outcode.in_(sorted({outcode_of(each) for each in postcodes})))
            .order_by(Outcode.outcode)
        )
    }
    found: dict[str, Area] = {
        each: (outcode_of(each), outcodes.get(outcode_of(each))) for each in postcodes
    }
    for postcode, name, easting, northing in wards:
        point = (easting, northing) if easting is not None and northing is not None else None
        found[keys[postcode]] = (name, point)
    return found


def list_own_codes(authority: Authority) -> frozenset[str]:
    """Return the codes of a council and, for a county, of the districts in it."""
    parts = db.session.scalars(
        select(Authority.code)
        .where(Authority.parent_slug == authority.slug)
        .order_by(Authority.code)
    )
    return frozenset({authority.code, *parts})


def find_suppliers(authority_code: str) -> dict[str, SpendSupplier]:
    """Return a council's suppliers by key."""
    rows = db.session.scalars(
        select(SpendSupplier)
        .where(SpendSupplier.authority_code == authority_code)
        .order_by(SpendSupplier.id)
    )
    return {row.key: row for row in rows}


def list_decisions(authority_code: str) -> Sequence[SpendDecision]:
    """Return what people said of a council's names."""
    return db.session.scalars(
        select(SpendDecision)
        .where(SpendDecision.authority_code == authority_code)
        .order_by(SpendDecision.key, SpendDecision.organisation_id)
    ).all()


def get_supplier(spend_supplier_id: int) -> SpendSupplier:
    """Return a supplier, or raise NotFoundError."""
    found = db.session.get(SpendSupplier, spend_supplier_id)
    if found is None:
        raise NotFoundError
    return found


def list_questions(authority_code: str, number: int) -> Page[Question]:
    """Return the names that a person is asked about, those who were paid the most first."""
    rows, total = _page(authority_code, (Match.ASKED,), number)
    return Page(_ask(rows), number, PER_PAGE, total)


def get_question(supplier: SpendSupplier) -> Question:
    """Return a name with the organisations that it may be."""
    return _ask([supplier])[0]


def _ask(rows: Sequence[SpendSupplier]) -> list[Question]:
    ids = {each["organisation_id"] for row in rows for each in row.candidates}
    found = {
        each.id: each
        for each in db.session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(sorted(ids)), Organisation.status.in_(PUBLIC_STATUSES))
            .order_by(Organisation.id)
        )
    }
    return [
        Question(
            row,
            [
                (found[each["organisation_id"]], each["reason"])
                for each in row.candidates
                if each["organisation_id"] in found
            ],
        )
        for row in rows
    ]


def list_matched(authority_code: str, number: int) -> Page[SpendSupplier]:
    """Return the names that mean an organisation, those who were paid the most first."""
    rows, total = _page(authority_code, (Match.AUTOMATIC, Match.CONFIRMED), number)
    return Page(rows, number, PER_PAGE, total)


def list_unmatched(authority_code: str, number: int) -> Page[SpendSupplier]:
    """Return the names that mean nobody here, those who were paid the most first."""
    rows, total = _page(authority_code, (Match.NONE,), number)
    return Page(rows, number, PER_PAGE, total)


def list_all_unmatched(authority_code: str) -> Iterator[SpendSupplier]:
    """Yield them all, to a bound."""
    yield from db.session.scalars(
        select(SpendSupplier)
        .where(*_is_shown(authority_code, (Match.NONE,)))
        .order_by(SpendSupplier.pence.desc(), SpendSupplier.id)
        .limit(MOST_EXPORTED)
    )


def count_by_standing(authority_code: str) -> Mapping[str, int]:
    """Return how many names there are of each standing."""
    rows = db.session.execute(
        select(SpendSupplier.standing, func.count())
        .where(SpendSupplier.authority_code == authority_code, SpendSupplier.pence != 0)
        .group_by(SpendSupplier.standing)
        .order_by(SpendSupplier.standing)
    )
    return dict.fromkeys(Match, 0) | {row.standing: row[1] for row in rows}


def _is_shown(authority_code: str, standings: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        SpendSupplier.authority_code == authority_code,
        SpendSupplier.standing.in_(standings),
        SpendSupplier.pence != 0,
    )


def _page(
    authority_code: str, standings: Sequence[str], number: int
) -> tuple[Sequence[SpendSupplier], int]:
    where = _is_shown(authority_code, standings)
    total = db.session.scalar(select(func.count()).select_from(SpendSupplier).where(*where))
    rows = db.session.scalars(
        select(SpendSupplier)
        .where(*where)
        .options(selectinload(SpendSupplier.organisation))
        .order_by(SpendSupplier.pence.desc(), SpendSupplier.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    return rows, total or 0
