"""What the seeded world has in its ledger."""

from dataclasses import dataclass
from typing import Any

from brokerage.accounts.models import User
from brokerage.ledger.models import Claim
from brokerage.measures.models import MeasureUpload
from brokerage.measures.service.uploads import read_measures, upload_measures
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from tests.factories.ledger import make_claim, make_source
from tests.factories.measures import make_measure

FILE = (
    b"Framework,Version,From,Code,Label,Unit,Theme\nmine,1,2026-01-01,AB1,Hours,hours,Neighbours\n"
)


@dataclass(frozen=True, kw_only=True)
class LedgerWorld:
    """The rows that addresses of the ledger are about."""

    claim: Claim
    """The organisation's, with the host, which has not answered."""
    measure_upload: MeasureUpload


def claimed(owner: Organisation, host: Organisation, administrator: User) -> dict[str, Any]:
    """Return what `LedgerWorld` names."""
    subject = Subject(user_id=administrator.id)
    return {
        "claim": make_claim(make_source(owner, host), make_measure()),
        "measure_upload": upload_measures(subject, read_measures(FILE)),
    }
