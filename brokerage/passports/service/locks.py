"""Two members who save at once wait for each other."""

from __future__ import annotations

from brokerage.extensions import db
from brokerage.organisations.models import Organisation


def lock_organisation(organisation: Organisation) -> None:
    """Hold the organisation's row until the end, so that what is counted or found stays so."""
    db.session.refresh(organisation, with_for_update=True)
