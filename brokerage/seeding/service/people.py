"""The invented people, and how they act once they are members."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.accounts.rules import email_key
from brokerage.extensions import db, writes
from brokerage.organisations.models import Membership, Organisation
from brokerage.organisations.rules import Role
from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.web.hashing import hash_password

JOINED_DAYS_AGO = 240


@writes
def load_people(today: date) -> dict[str, User]:
    """Return each person of the file by address, added where they were missing."""
    rows = read_rows("people.json")
    keys = [email_key(row["email"]) for row in rows]
    users = {user.email_key: user for user in db.session.scalars(select(User).order_by(User.id))}
    # One hash of a password that nobody has ever seen: they are entered with one click only.
    locked = "" if users.keys() >= set(keys) else hash_password(secrets.token_urlsafe(32))
    for key, row in zip(keys, rows, strict=True):
        if key not in users:
            users[key] = _make_user(row, key, locked, moment(today, JOINED_DAYS_AGO))
            db.session.add(users[key])
    db.session.flush()
    return {row["email"]: users[key] for key, row in zip(keys, rows, strict=True)}


def _make_user(row: Row, key: str, password_hash: str, joined_at: datetime) -> User:
    return User(
        email=row["email"],
        email_key=key,
        name=row["name"],
        password_hash=password_hash,
        age_band=row["age_band"],
        created_at=joined_at,
        verified_at=joined_at,
        is_broker=row["is_broker"],
        is_administrator=row["is_administrator"],
    )


@dataclass(frozen=True)
class Cast:
    """Who there is to act: people by address with their roles, organisations by slug."""

    people: Mapping[str, Subject]
    organisations: Mapping[str, Organisation]
    owners: Mapping[str, str]
    """The address of an organisation's first owner, by its slug."""

    @property
    def broker(self) -> Subject:
        """The first broker of the file."""
        return next(person for person in self.people.values() if person.is_broker)

    def organisation(self, row: Row) -> Organisation:
        """Return the organisation that a row names."""
        return self.organisations[row["organisation"]]

    def owner(self, slug: str) -> Subject:
        """Return who speaks for an organisation."""
        return self.people[self.owners[slug]]


def gather_cast(users: Mapping[str, User]) -> Cast:
    """Return everyone, after the organisations have been loaded."""
    rows = read_rows("organisations.json")
    found = db.session.scalars(
        select(Organisation).where(Organisation.slug.in_([row["slug"] for row in rows]))
    )
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    in_order = select(Membership).order_by(Membership.organisation_id, Membership.user_id)
    for membership in db.session.scalars(in_order):
        roles[membership.user_id][membership.organisation_id] = membership.role
    return Cast(
        people={
            email: replace(user.as_subject(), memberships=roles[user.id])
            for email, user in users.items()
        },
        organisations={str(organisation.slug): organisation for organisation in found},
        owners={
            row["slug"]: next(m["email"] for m in row["members"] if m["role"] == Role.OWNER)
            for row in rows
        },
    )
