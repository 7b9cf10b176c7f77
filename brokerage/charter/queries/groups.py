"""Groups: a council and its companies, seen together without anything counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.charter.models import CharterGroup, GroupMember, Signatory
from brokerage.charter.queries.signatories import (
    PledgeEntry,
    SignatoryEntry,
    list_pledges_of,
    list_signatories,
)
from brokerage.charter.rules.groups import PledgeTotal, add_up
from brokerage.errors import NotFoundError
from brokerage.extensions import db

__all__ = ["CharterGroup"]


@dataclass(frozen=True, kw_only=True)
class GroupSheet:
    """A group's signatories that are bound today, and their pledges together."""

    group: CharterGroup
    signatories: Sequence[SignatoryEntry]
    pledges: Sequence[PledgeEntry]
    totals: Sequence[PledgeTotal]


def list_groups() -> Sequence[CharterGroup]:
    """Return the groups by name."""
    return db.session.scalars(
        select(CharterGroup).order_by(CharterGroup.name, CharterGroup.id)
    ).all()


def get_group(group_id: int) -> CharterGroup:
    """Return a group (NotFoundError)."""
    found = db.session.get(CharterGroup, group_id)
    if found is None:
        raise NotFoundError
    return found


def list_members(group_id: int) -> Sequence[GroupMember]:
    """Return who is in a group."""
    return db.session.scalars(
        select(GroupMember)
        .where(GroupMember.group_id == group_id)
        .options(joinedload(GroupMember.signatory).joinedload(Signatory.organisation))
        .order_by(GroupMember.signatory_id)
    ).all()


def find_group_of(signatory_id: int) -> CharterGroup | None:
    """Return the group a signatory is in, if it is in one."""
    return db.session.scalars(
        select(CharterGroup)
        .join(GroupMember, GroupMember.group_id == CharterGroup.id)
        .where(GroupMember.signatory_id == signatory_id)
    ).first()


def get_sheet(group_id: int, today: date) -> GroupSheet:
    """Return what a group has pledged together (NotFoundError)."""
    group = get_group(group_id)
    ids = [each.signatory_id for each in list_members(group_id)]
    signatories = list_signatories(today, ids=ids).rows
    pledges = list_pledges_of(ids, today)
    names = {each.signatory_id: each.name for each in signatories}
    shown = [each for each in pledges if each.signatory_id in names]
    return GroupSheet(
        group=group, signatories=signatories, pledges=shown, totals=add_up(shown, names)
    )


def list_group_totals(group_id: int, today: date) -> dict[str, Decimal]:
    """Return what a group's pledges come to, by the words of the pledge; shares are left out."""
    totals = get_sheet(group_id, today).totals
    return {each.words: each.value for each in totals if each.value is not None}
