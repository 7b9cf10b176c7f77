"""The companies that a council owns, apart from everyone who competes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.procurement.models import OwnedCompany
from brokerage.procurement.queries.buying_rules import find_own_authority


def list_companies(organisation: Organisation) -> Sequence[OwnedCompany]:
    """Return the companies of a council with whence it is known, by name; 2 statements."""
    authority = find_own_authority(organisation)
    if authority is None:
        return []
    return db.session.scalars(
        select(OwnedCompany)
        .join(Organisation, Organisation.id == OwnedCompany.organisation_id)
        .where(
            OwnedCompany.authority_code == authority.code, Organisation.status == Status.APPROVED
        )
        .options(joinedload(OwnedCompany.organisation))
        .order_by(Organisation.name, Organisation.id)
    ).all()
