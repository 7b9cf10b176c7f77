"""What a passport holds, for members and for everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import EvidenceKind, Register, Status
from brokerage.passports import rules
from brokerage.passports.models import Passport, Site, SizeYear
from brokerage.passports.queries.rules import list_dated_rules
from brokerage.passports.rules import State
from brokerage.passports.rules.barriers import Barrier, BarrierFacts, list_barriers
from brokerage.passports.rules.dated import list_size_limits
from brokerage.passports.rules.purpose import proves_purpose, vcse_state
from brokerage.passports.rules.sizes import SizeAnswer, YearFigures, measure_both
from brokerage.places.models import Authority
from brokerage.web.features import contributions


@dataclass(frozen=True, kw_only=True)
class SiteEntry:
    """A site and the name of the council it lies in."""

    site: Site
    authority_name: str | None


@dataclass(frozen=True, kw_only=True)
class YearEntry:
    """A year's figures and what both tests say of them."""

    year: SizeYear
    figures: YearFigures
    answers: tuple[SizeAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmedWork:
    """Work that a buyer has confirmed: a reference that nobody wrote about themselves."""

    buyer: str
    what: str
    from_on: date
    to_on: date | None


def find_passport(organisation_id: int) -> Passport | None:
    """Return what is one of a kind in a passport; None where nothing was said yet."""
    return db.session.get(Passport, organisation_id)


def find_vcse_state(
    organisation: Organisation, passport: Passport | None, today: date
) -> State | None:
    """Return how far it is known that it is a VCSE; None where it does not say so."""
    if passport is None:
        return None
    has_proof = any(
        proves_purpose(each.kind, organisation.register) and each.is_verified(today)
        for each in organisation.evidence
    )
    return vcse_state(passport.purpose, has_proof=has_proof)


def list_sites(organisation_id: int) -> list[SiteEntry]:
    """Return an organisation's sites, the oldest first."""
    rows = db.session.execute(
        select(Site, Authority.name)
        .outerjoin(Authority, Authority.code == Site.authority_code)
        .where(Site.organisation_id == organisation_id)
        .order_by(Site.since_on, Site.id)
    )
    return [SiteEntry(site=site, authority_name=name) for site, name in rows]


def get_site(organisation_id: int, site_id: int) -> Site:
    """Return a site of this organisation (NotFoundError)."""
    site = db.session.get(Site, site_id)
    if site is None or site.organisation_id != organisation_id:
        raise NotFoundError
    return site


def list_years(organisation_id: int, on: date) -> list[YearEntry]:
    """Return the years with figures, the newest first, with both tests; 2 statements."""
    years = db.session.scalars(
        select(SizeYear)
        .where(SizeYear.organisation_id == organisation_id)
        .order_by(SizeYear.starts_on.desc())
    ).all()
    limits = list_size_limits(list_dated_rules()) if years else []
    return [
        YearEntry(year=year, figures=year.figures, answers=measure_both(year.figures, limits, on))
        for year in years
    ]


def list_sizes(organisation_ids: Collection[int], on: date) -> dict[int, tuple[SizeAnswer, ...]]:
    """Return by id what both tests say of the newest year that a broker has seen; 2 statements."""
    years = db.session.scalars(
        select(SizeYear)
        .where(
            SizeYear.organisation_id.in_(sorted(organisation_ids)),
            SizeYear.verified_on.is_not(None),
            or_(SizeYear.expires_on.is_(None), SizeYear.expires_on >= on),
        )
        .order_by(SizeYear.organisation_id, SizeYear.starts_on)
    ).all()
    limits = list_size_limits(list_dated_rules()) if years else []
    return {year.organisation_id: measure_both(year.figures, limits, on) for year in years}


def get_size_year(organisation_id: int, size_year_id: int) -> SizeYear:
    """Return a year's figures of this organisation (NotFoundError)."""
    year = db.session.get(SizeYear, size_year_id)
    if year is None or year.organisation_id != organisation_id:
        raise NotFoundError
    return year


def find_year(organisation_id: int, starts_on: date) -> SizeYear | None:
    """Return the figures of the year that begins on a day."""
    return db.session.scalars(
        select(SizeYear).where(
            SizeYear.organisation_id == organisation_id, SizeYear.starts_on == starts_on
        )
    ).first()


def list_confirmed_work(organisation_id: int) -> list[ConfirmedWork]:
    """Return what buyers have confirmed, newest first: rooms above hand their rows in."""
    found = [work for source in contributions("confirmed_work") for work in source(organisation_id)]
    return sorted(found, key=lambda work: (work.from_on, work.what), reverse=True)


def list_barriers_of(
    organisation: Organisation, passport: Passport | None, years: Sequence[YearEntry], today: date
) -> tuple[Barrier, ...]:
    """Return what may keep buyers from using this supplier, as advice."""
    facts = BarrierFacts(
        first_year_starts_on=min((each.year.starts_on for each in years), default=None),
        is_company=organisation.register == Register.COMPANY,
        people=passport.people if passport else None,
        verified={each.kind for each in organisation.evidence if each.is_verified(today)},
    )
    return list_barriers(facts, today)


def list_missing_evidence(organisation: Organisation, today: date) -> list[str]:
    """Return the kinds of evidence that no broker has seen, or that do not hold today."""
    verified = {each.kind for each in organisation.evidence if each.is_verified(today)}
    return [kind for kind in EvidenceKind if kind not in verified]


def count_sites(organisation_id: int) -> int:
    """Return how many sites an organisation has."""
    return _count(Site, organisation_id)


def count_years(organisation_id: int) -> int:
    """Return for how many years it has given figures."""
    return _count(SizeYear, organisation_id)


def list_to_ask_still_right(today: date, limit: int) -> list[tuple[Organisation, Passport | None]]:
    """Return who is to be asked whether all is still right: half a year after it was, once."""
    due = today - rules.CONFIRM_AFTER
    rows = db.session.execute(
        select(Organisation, Passport)
        .outerjoin(Passport, Passport.organisation_id == Organisation.id)
        .where(Organisation.status == Status.APPROVED, _is_stale(due))
        .order_by(Organisation.id)
        .limit(limit)
    )
    return [(organisation, passport) for organisation, passport in rows]


def _is_stale(due: date) -> ColumnElement[bool]:
    confirmed, asked = Organisation.last_confirmed_on, Passport.still_right_asked_on
    return or_(confirmed.is_(None), confirmed <= due) & or_(asked.is_(None), asked <= due)


def _count(model: type[Site | SizeYear], organisation_id: int) -> int:
    query = select(func.count()).select_from(model).where(model.organisation_id == organisation_id)
    return db.session.scalar(query) or 0
