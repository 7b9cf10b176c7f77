"""Guard rails in the demonstration: the rules, councils' own companies, what briefs say."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.procurement.models import OwnedCompany, QuoteRuleRow
from brokerage.procurement.service.buying_rules import load_buying_rules
from brokerage.seeding.service.files import Row, read_rows


@writes
def load_buying() -> None:
    """Load the rules that ship, and what is only true of the demonstration."""
    load_buying_rules()
    for row in read_rows("buying.json"):
        if "owned" in row:
            _note_company(row["owned"], row["authority"], row["source"])
        else:
            _add_quote_rule(row)


def _note_company(slug: str, authority_slug: str, source: str) -> None:
    company = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).first()
    code = _code_of(authority_slug)
    if company is None or code is None:
        return
    if db.session.get(OwnedCompany, company.id) is not None:
        return
    db.session.add(
        OwnedCompany(
            organisation_id=company.id, authority_code=code, source=source, noted_at=utcnow()
        )
    )
    db.session.flush()


def _add_quote_rule(row: Row) -> None:
    code = _code_of(row["authority"])
    known = select(QuoteRuleRow.id).where(QuoteRuleRow.code == row["code"])
    if code is None or db.session.scalars(known).first() is not None:
        return
    names = ("code", "least_pence", "most_pence", "quotes", "is_rotating", "words", "source")
    fields = {name: row[name] for name in names}
    from_on = date.fromisoformat(row["from_on"])
    db.session.add(QuoteRuleRow(**fields, authority_code=code, from_on=from_on, to_on=None))
    db.session.flush()


def _code_of(slug: str) -> str | None:
    return db.session.scalars(select(Authority.code).where(Authority.slug == slug)).first()
