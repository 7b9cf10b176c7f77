"""The permission engine: who is asking, what they may do. No Flask, no database.

A permission is a name (`feature:object:verb`), a rule on the person who asks and, where it
concerns one object, a rule on that object's plain facts. Each feature lists its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The one who asks: a visitor, a signed-in user, or the system itself."""

    user_id: int | None = None
    name: str = ""
    email: str = ""
    sign_in_id: int | None = None
    is_broker: bool = False
    is_administrator: bool = False
    memberships: Mapping[int, str] = field(default_factory=dict)
    """Role in each organisation, by the organisation's id."""
    approved_kinds: Mapping[int, str] = field(default_factory=dict)
    """What each of these organisations is that a broker has approved, by its id."""
    on_behalf_of_id: int | None = None
    """Whom this subject acts for at this moment: somebody who is not online. The log says both."""

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a user behind this subject."""
        return self.user_id is not None

    @property
    def person_id(self) -> int:
        """Whose bookings and answers are meant: the person acted for, or oneself; 0 for nobody."""
        return self.on_behalf_of_id or self.user_id or 0

    def role_in(self, organisation_id: int) -> str | None:
        """Return the role this subject has in that organisation, if any."""
        return self.memberships.get(organisation_id)


ANONYMOUS = Subject()
SYSTEM = Subject(name="the system")


def anyone(subject: Subject) -> bool:
    """Rule: open to all."""
    return True


def signed_in(subject: Subject) -> bool:
    """Rule: any signed-in user."""
    return subject.is_signed_in


def signed_out(subject: Subject) -> bool:
    """Rule: open to all, shown to those who have not signed in."""
    return not subject.is_signed_in


def brokers(subject: Subject) -> bool:
    """Rule: those who run the brokerage; an administrator is a broker too."""
    return subject.is_broker or subject.is_administrator


def administrators(subject: Subject) -> bool:
    """Rule: those who also change settings."""
    return subject.is_administrator


@dataclass(frozen=True)
class Permission:
    """A name, the rule on the subject and, for one object, the rule on its facts."""

    name: str
    allows: Callable[[Subject], bool]
    allows_object: Callable[[Subject, Any], bool] | None = None


class Registry:
    """The permissions of one app."""

    def __init__(self, permissions: Iterable[Permission] = ()) -> None:
        self._by_name: dict[str, Permission] = {}
        self.add(Permission(PUBLIC, anyone))
        for permission in permissions:
            self.add(permission)

    def add(self, permission: Permission) -> None:
        """Register a permission; a name is registered once (ValueError)."""
        if permission.name in self._by_name:
            raise ValueError(f"Permission {permission.name} is registered twice.")
        self._by_name[permission.name] = permission

    def get(self, name: str) -> Permission:
        """Return the permission of that name (KeyError)."""
        return self._by_name[name]

    def can(self, subject: Subject, name: str, facts: Any = None) -> bool:
        """Say whether the subject may; with facts, whether it may for that object."""
        permission = self._by_name[name]
        if not permission.allows(subject):
            return False
        if facts is None or permission.allows_object is None:
            return True
        return permission.allows_object(subject, facts)
