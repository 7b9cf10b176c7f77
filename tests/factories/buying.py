"""Rules on buying, quote rules and companies that councils own, as tests need them."""

from datetime import date
from typing import Any

from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import (
    BuyingRuleRow,
    FrozenFile,
    MarketSearch,
    OwnedCompany,
    QuoteRuleRow,
)
from brokerage.procurement.rules import freezing
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


def make_rule(**fields: Any) -> BuyingRuleRow:
    """Add a rule for councils that says a contract is notifiable, flushed."""
    row = BuyingRuleRow(
        **{
            "code": "invented",
            "topic": "notifiable",
            "buyer_kinds": ["council"],
            "contract_kinds": [],
            "band": "any",
            "verdict": "yes",
            "words": "An invented rule.",
            "source": "Nowhere",
            "from_on": date(2026, 1, 1),
            "details": {},
        }
        | fields
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_frozen(search: MarketSearch, content: Any = None, **fields: Any) -> FrozenFile:
    """Freeze a search as if it had looked at nobody, flushed."""
    empty = {
        "brief": {"title": "Lunches", "authority": "A council", "need": "Sandwiches."},
        "guard_rails": {"headline": "None held.", "answers": []},
        "reservation": None,
        "searched_at": "2026-11-28T10:00:00+00:00",
        "searched_by": "a buyer of the authority",
        "filters": {},
        "criteria": {"ties": "None."},
        "data_version": "0" * 64,
        "total": 0,
        "ranked": [],
        "also_fit": [],
        "below_floor": [],
        "ruled_out": [],
        "looked_at": 0,
    }
    written = freezing.canonical(empty if content is None else content)
    row = FrozenFile(
        **{
            "brief_id": search.brief_id,
            "kind": freezing.FileKind.SEARCH,
            "version": 1,
            "market_search_id": search.id,
            "content": freezing.pack(written),
            "digest": freezing.digest_of(written),
            "frozen_at": utcnow(),
            "frozen_by_id": search.made_by_id,
        }
        | fields
    )
    db.session.add(row)
    db.session.flush()
    return row
