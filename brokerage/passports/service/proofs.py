"""Sites and figures: stated by members, seen or refused by brokers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import check_editable, waits_for_broker
from brokerage.organisations.rules.evidence import due_warning
from brokerage.passports import emails, rules
from brokerage.passports.models import Site, SizeYear
from brokerage.passports.queries.broker import list_proofs_to_mind
from brokerage.passports.queries.passports import count_sites, count_years, find_year
from brokerage.passports.service.locks import lock_organisation
from brokerage.permissions import Subject
from brokerage.places.queries import find_place

KIND = "organisation"
QUICKER = "Someone else was quicker: this has been looked at in the meantime."


@writes
def add_site(actor: Subject, organisation: Organisation, answers: Mapping[str, Any]) -> Site:
    """Add an address; it counts for nothing until a broker has seen proof of it."""
    lock_organisation(organisation)
    check_editable(organisation.status)
    if count_sites(organisation.id) >= rules.MOST_SITES:
        raise DomainError(f"You can have {rules.MOST_SITES} sites. Remove one first.")
    site = Site(organisation_id=organisation.id, **_site_values(answers), **_unseen())
    db.session.add(site)
    db.session.flush()
    _record(actor, "passports:site:add", site)
    return site


@writes
def change_site(
    actor: Subject, organisation: Organisation, site: Site, answers: Mapping[str, Any]
) -> None:
    """Change an address: what a broker saw was another, so it is to be seen again."""
    check_editable(organisation.status)
    values = _site_values(answers)
    if all(getattr(site, name) == value for name, value in values.items()):
        return
    before = _facts(site)
    for name, value in (values | _unseen()).items():
        setattr(site, name, value)
    db.session.flush()
    _record(actor, "passports:site:change", site, before)


@writes
def remove_site(actor: Subject, organisation: Organisation, site: Site) -> None:
    """Take an address out."""
    check_editable(organisation.status)
    audit.record(actor, "passports:site:remove", KIND, organisation.id, before=_facts(site))
    db.session.delete(site)
    db.session.flush()


@writes
def state_year(actor: Subject, organisation: Organisation, answers: Mapping[str, Any]) -> SizeYear:
    """Keep a year's figures; those of the same year that are there give way to them."""
    lock_organisation(organisation)
    check_editable(organisation.status)
    rules.check_year(answers["starts_on"], utcnow().date())
    year = find_year(organisation.id, answers["starts_on"])
    before = _facts(year) if year else {}
    if year is None:
        if count_years(organisation.id) >= rules.MOST_YEARS:
            raise DomainError(f"You can keep {rules.MOST_YEARS} years. Remove an old one first.")
        year = SizeYear(organisation_id=organisation.id, **answers, **_unseen())
        db.session.add(year)
    elif any(getattr(year, name) != value for name, value in answers.items()):
        for name, value in ({**answers} | _unseen()).items():
            setattr(year, name, value)
    db.session.flush()
    _record(actor, "passports:size-year:state", year, before)
    return year


@writes
def remove_year(actor: Subject, organisation: Organisation, year: SizeYear) -> None:
    """Take a year's figures out."""
    check_editable(organisation.status)
    audit.record(actor, "passports:size-year:remove", KIND, organisation.id, before=_facts(year))
    db.session.execute(delete(SizeYear).where(SizeYear.id == year.id))


@writes
def verify_proof(
    actor: Subject, proof: Site | SizeYear, source: str, expires_on: date | None = None
) -> None:
    """Say that a broker has seen it, where, and until when that holds."""
    today = utcnow().date()
    if expires_on is not None and expires_on <= today:
        raise DomainError("The end date must be in the future", "expires_on")
    before = _take(proof, today)
    proof.verified_on, proof.verified_by_id = today, actor.user_id
    proof.source, proof.expires_on, proof.warned_days = source, expires_on, None
    db.session.flush()
    _record(actor, f"passports:{_name_of(proof)}:verify", proof, before)


@writes
def refuse_proof(
    actor: Subject, organisation: Organisation, proof: Site | SizeYear, reason: str
) -> None:
    """Say that a broker looked and could not verify it, and why; the members get the reason."""
    today = utcnow().date()
    before = _take(proof, today)
    proof.refused_on, proof.refusal_reason = today, reason
    db.session.flush()
    _record(actor, f"passports:{_name_of(proof)}:refuse", proof, before)
    emails.send_not_verified(organisation, _what(proof), reason)


@writes
def reopen_proof(actor: Subject, proof: Site | SizeYear) -> None:
    """Put what could not be verified before a broker again: there is more to see."""
    if proof.refused_on is None:
        return
    before = _facts(proof)
    proof.refused_on, proof.refusal_reason = None, ""
    db.session.flush()
    _record(actor, f"passports:{_name_of(proof)}:reopen", proof, before)


@writes
def mind_proofs() -> int:
    """Tell organisations of proof that runs out soon or has, each time once; count the times."""
    today, count = utcnow().date(), 0
    for entry in list_proofs_to_mind(today):
        proof = entry.proof
        days = due_warning(proof.expires_on, today, ())
        if days is None or (proof.warned_days is not None and proof.warned_days <= days):
            continue
        proof.warned_days = days
        emails.send_runs_out(entry.organisation, _what(proof), proof.expires_on, today)
        count += 1
    db.session.flush()
    return count


def _what(proof: Site | SizeYear) -> str:
    return "a site" if isinstance(proof, Site) else "the figures of a year"


def _site_values(answers: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_since(answers["since_on"], utcnow().date())
    place = find_place(answers["postcode"])
    return {
        **answers,
        "postcode": place.postcode,
        "authority_code": place.authority_code,
        "is_place_approximate": place.is_approximate,
    }


def _unseen() -> dict[str, Any]:
    return {
        "stated_on": utcnow().date(),
        "source": "",
        "verified_on": None,
        "verified_by_id": None,
        "expires_on": None,
        "warned_days": None,
        "refused_on": None,
        "refusal_reason": "",
    }


def _take(proof: Site | SizeYear, today: date) -> dict[str, Any]:
    """Lock the row, refuse where another broker has been quicker; return what it says."""
    db.session.refresh(proof, with_for_update=True)
    if not waits_for_broker(proof.verified_on, proof.expires_on, proof.refused_on, today):
        raise DomainError(QUICKER)
    return _facts(proof)


def _name_of(proof: Site | SizeYear) -> str:
    return "site" if isinstance(proof, Site) else "size-year"


def _facts(proof: Site | SizeYear) -> dict[str, Any]:
    """Return what the log keeps of it; sums of money are not copied into the log."""
    facts: dict[str, Any] = {
        "id": proof.id,
        "verified_on": proof.verified_on.isoformat() if proof.verified_on else None,
        "source": proof.source,
        "reason": proof.refusal_reason,
    }
    if isinstance(proof, Site):
        facts |= {"postcode": proof.postcode, "operations": proof.operations}
        facts["since_on"] = proof.since_on.isoformat()
    else:
        facts["starts_on"] = proof.starts_on.isoformat()
    return facts


def _record(
    actor: Subject, action: str, proof: Site | SizeYear, before: Mapping[str, Any] | None = None
) -> None:
    audit.record(actor, action, KIND, proof.organisation_id, before=before, after=_facts(proof))
