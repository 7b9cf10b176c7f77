"""What a broker may know of suppliers as candidates: their groups and names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.matchmaking.profiles import CandidateKind
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.rules.candidates import age_of_listing
from brokerage.places.models import Authority


def find_groups(today: date) -> Mapping[int, Mapping[str, str]]:
    """Return the groups of each approved organisation that sells; how large one is nobody asks."""
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.wants,
            Organisation.created_at,
            Authority.short_name,
        )
        .outerjoin(Authority, Authority.code == Organisation.authority_code)
        .where(Organisation.status == rules.Status.APPROVED)
        .order_by(Organisation.id)
    )
    return {
        row.id: {
            "What they are": rules.KIND_LABELS.get(row.kind or "", "Not given"),
            "How long they have been listed": age_of_listing(row.created_at.date(), today),
            "Where they are": row.short_name or "Not known",
        }
        for row in rows
        if rules.Want.SELL in row.wants
    }


def find_names(ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of some organisations, by id."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(ids), Organisation.status != rules.Status.DRAFT)
        .order_by(Organisation.id)
    )
    return {row.id: row.name or "" for row in rows}


SUPPLIERS = CandidateKind(
    kind=ORGANISATION_SOURCE.kind,
    label="Suppliers",
    find_groups=find_groups,
    find_names=find_names,
    endpoint="organisations.show_application",
    argument="organisation_id",
)
