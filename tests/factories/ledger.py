"""Sources and claims as tests need them, through the ledger's own services."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from brokerage.ledger import service
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.rules.claims import Additionality
from brokerage.ledger.rules.sources import SourceKind
from brokerage.ledger.service import ClaimFacts, SourceFacts
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM, Subject

_numbers = count(1)
DAY = date(2026, 9, 14)


def make_source(
    giver: Organisation, receiver: Organisation | None, amount: str | Decimal = "10", **fields: Any
) -> LedgerSource:
    """Note ten hours of an agreement, given by one to the other."""
    return service.note_source(
        SYSTEM,
        SourceFacts(
            **{
                "kind": SourceKind.AGREEMENT,
                "source_id": next(_numbers),
                "unit": "hours",
                "amount": Decimal(amount),
                "happened_on": DAY,
                "giver_id": giver.id,
                "receiver_id": receiver.id if receiver else None,
                "about": "Painting the hall",
            }
            | fields
        ),
    )


def make_claim(
    source: LedgerSource,
    measure: Measure,
    amount: str | Decimal = "4",
    *,
    subject: Subject = SYSTEM,
    **fields: Any,
) -> Claim:
    """Let the giver claim four units of a source; nobody has confirmed them."""
    return service.make_claim(
        subject,
        source,
        ClaimFacts(
            **{
                "measure_id": measure.id,
                "amount": Decimal(amount),
                "owner_id": source.giver_id,
                "confirmer_id": source.receiver_id,
                "additionality": Additionality.NO,
            }
            | fields
        ),
    )


def make_confirmed(
    source: LedgerSource, measure: Measure, amount: str | Decimal = "4", **more: Any
) -> Claim:
    """The same, confirmed."""
    claim = make_claim(source, measure, amount, **more)
    service.confirm_claim(SYSTEM, claim)
    return claim
