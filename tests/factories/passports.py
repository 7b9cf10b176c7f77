"""Passports, their sites and figures, and the rules they are read by, as tests need them."""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.passports.models import (
    CorrectionRequest,
    EvidenceDocument,
    Passport,
    Site,
    SizeYear,
)
from brokerage.passports.queries.rules import list_rule_rows
from brokerage.passports.rules import Operations
from brokerage.passports.rules.dated import DatedRule, RuleKind
from brokerage.passports.rules.documents import DocumentType
from brokerage.passports.service.rules import load_passport_rules

SEED = Path(__file__).resolve().parents[2] / "seed" / "rules"


def read_rules() -> list[DatedRule]:
    """Return the rules that ship with the project, read without the app."""
    sizes = _read("size_tests.json", RuleKind.SIZE)
    return [*sizes, *_read("reservations.json", "")]


def load_rules() -> None:
    """Load the same into the database."""
    load_passport_rules()


def make_site(organisation: Organisation, **fields: Any) -> Site:
    """Add a bakery in Oxford that is three years old and not seen by a broker; flushed."""
    today = utcnow().date()
    return _add(
        Site(
            **{
                "organisation_id": organisation.id,
                "address": "1 Mill Lane",
                "postcode": "OX1 1BX",
                "authority_code": "E07000178",
                "since_on": today - timedelta(days=3 * 365),
                "operations": Operations.SUBSTANTIVE,
                "what": "Our bakery",
                "document": "The lease",
                "stated_on": today,
            }
            | fields
        )
    )


def make_year(organisation: Organisation, **fields: Any) -> SizeYear:
    """Add the figures of a small firm for a year that ended some months ago; flushed."""
    today = utcnow().date()
    return _add(
        SizeYear(
            **{
                "organisation_id": organisation.id,
                "starts_on": date(today.year - 1, 1, 1),
                "staff": 6,
                "turnover": 240_000,
                "balance_sheet": 45_000,
                "stated_on": today,
            }
            | fields
        )
    )


def make_passport(organisation: Organisation, **fields: Any) -> Passport:
    """Add what is one of a kind in a passport; flushed."""
    known = {"organisation_id": organisation.id, "offers": [], "updated_at": utcnow()}
    return _add(Passport(**known | fields))


def make_document(site: Site, user: User, content: bytes = b"%PDF-1.7") -> EvidenceDocument:
    """Add a paper that shows a site; flushed."""
    return _add(
        EvidenceDocument(
            organisation_id=site.organisation_id,
            site_id=site.id,
            title="The lease",
            mimetype=DocumentType.PDF,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
            added_by_id=user.id,
            added_at=utcnow(),
        )
    )


def make_correction(organisation: Organisation, user: User) -> CorrectionRequest:
    """Add a request for correction that waits; flushed."""
    return _add(
        CorrectionRequest(
            organisation_id=organisation.id,
            asked_by_id=user.id,
            text="We do sell bread.",
            asked_at=utcnow(),
        )
    )


def make_whole_passport(organisation: Organisation, owner: User) -> dict[str, Any]:
    """Add a row of each kind, and the rules; flushed."""
    load_rules()
    site = make_site(organisation)
    return {
        "site": site,
        "document": make_document(site, owner),
        "size_year": make_year(organisation),
        "correction": make_correction(organisation, owner),
        "passport_rule": list_rule_rows()[0],
    }


def seen(by: User, **fields: Any) -> dict[str, Any]:
    """Return the columns of what a broker has seen today."""
    known = {"verified_on": utcnow().date(), "verified_by_id": by.id, "source": "The lease"}
    return known | fields


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def _read(name: str, kind: str) -> list[DatedRule]:
    return [
        DatedRule(
            kind=kind or row["kind"],
            code=row["code"],
            figures=row["figures"],
            words=row["words"],
            source=row["source"],
            from_on=date.fromisoformat(row["from_on"]),
            to_on=date.fromisoformat(row["to_on"]) if row["to_on"] else None,
        )
        for row in json.loads((SEED / name).read_text(encoding="utf-8"))
    ]
