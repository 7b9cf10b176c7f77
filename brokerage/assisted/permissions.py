"""Who may act for a volunteer who is not online, on plain facts.

Brokers for everyone. A host's owners and editors for those who came to that host, and then
only in what concerns that host: where else a person goes is not theirs to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import may_edit
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Permission, Subject, brokers, signed_in


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What a permission on one person looks at: the host they came to, if to one."""

    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class MatterFacts:
    """A matter of one person, such as a letter or a booking: also the host it is about."""

    organisation_id: int | None
    about_id: int | None


def person_facts(person: Any) -> PersonFacts:
    """Return what a permission looks at, from an assisted volunteer."""
    return PersonFacts(organisation_id=person.organisation_id)


def matter_facts(person: Any, about_id: int | None) -> MatterFacts:
    """Return what a permission looks at, from a person and the host a matter is about."""
    return MatterFacts(organisation_id=person.organisation_id, about_id=about_id)


def is_of_their_host(subject: Subject, organisation_id: int | None) -> bool:
    """An owner or editor of the host that the person came to."""
    if organisation_id is None:
        return False
    return subject.role_in(organisation_id) in EDITING_ROLES


def may_look_after(subject: Subject, facts: PersonFacts) -> bool:
    """Brokers, and the host they came to."""
    return brokers(subject) or is_of_their_host(subject, facts.organisation_id)


def may_see_matter(subject: Subject, facts: MatterFacts) -> bool:
    """Brokers, and the host they came to where the matter is about that host."""
    if brokers(subject):
        return True
    is_about_it = facts.about_id == facts.organisation_id
    return is_about_it and is_of_their_host(subject, facts.organisation_id)


LIST_ALL = "assisted:person:list-all"
LIST_OF_HOST = "assisted:person:list-of-host"
LOOK_AFTER = "assisted:person:look-after"
SEE_MATTER = "assisted:matter:see"

# Where a person works is told to their host only by themselves.
ARRANGE_LEAVE = "assisted:leave:arrange"

PERMISSIONS = (
    Permission(ARRANGE_LEAVE, brokers),
    Permission(LIST_ALL, brokers),
    Permission(LIST_OF_HOST, signed_in, may_edit),
    Permission(LOOK_AFTER, signed_in, may_look_after),
    Permission(SEE_MATTER, signed_in, may_see_matter),
)
