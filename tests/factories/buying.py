"""Rules on buying, quote rules and companies that councils own, as tests need them."""

from datetime import date
from typing import Any

from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import OwnedCompany, QuoteRuleRow
from brokerage.procurement.service.buying_rules import load_buying_rules

OXFORD = "E07000178"


def load_rules() -> int:
    """Load the rules that ship."""
    added = load_buying_rules()
    db.session.flush()
    return added


def make_quote_rule(**fields: Any) -> QuoteRuleRow:
    """Add an authority's own rule: three quotes from £10,001 to £50,000, flushed."""
    row = QuoteRuleRow(
        **{
            "code": f"{OXFORD}-1000100",
            "authority_code": OXFORD,
            "least_pence": 10_001_00,
            "most_pence": 50_000_00,
            "quotes": 3,
            "is_rotating": False,
            "words": "Ask for three written quotes.",
            "source": "Invented standing orders",
            "from_on": date(2026, 1, 1),
            "to_on": None,
        }
        | fields
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_owned_company(organisation: Organisation, authority_code: str = OXFORD) -> OwnedCompany:
    """Note that a council owns this supplier, flushed."""
    row = OwnedCompany(
        organisation_id=organisation.id,
        authority_code=authority_code,
        source="Companies House",
        noted_at=utcnow(),
    )
    db.session.add(row)
    db.session.flush()
    return row
