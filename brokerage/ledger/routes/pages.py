"""Reaching a claim that one may see, and the ways back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.ledger.permissions import party_facts
from brokerage.ledger.queries import get_claim
from brokerage.ledger.queries.claims import Claim
from brokerage.ledger.queries.sources import LedgerSource
from brokerage.web.access import check
from brokerage.web.features import contributions


@dataclass(frozen=True, kw_only=True)
class SourcePage:
    """Where a higher feature shows the thing a source is; the page checks who may see it."""

    kind: str
    endpoint: str
    argument: str


def get_checked(claim_id: int, permission: str) -> Claim:
    """Return the claim if this subject may do that with it (NotFoundError)."""
    claim = get_claim(claim_id)
    check(permission, party_facts(claim))
    return claim


def to_claim(claim_id: int) -> ResponseReturnValue:
    """Send on to a claim's page."""
    return redirect(url_for("ledger.show_claim", claim_id=claim_id), 303)


def source_page(source: LedgerSource) -> str | None:
    """Return the address of the thing a source is, where a higher feature shows it."""
    pages: list[SourcePage] = contributions("ledger_source_pages")
    for page in pages:
        if page.kind == source.kind:
            values: dict[str, Any] = {page.argument: source.source_id}
            return url_for(page.endpoint, **values)
    return None
