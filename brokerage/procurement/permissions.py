"""What may be done with briefs, enquiries and answers, on plain facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import OrganisationFacts
from brokerage.organisations.rules import EDITING_ROLES, Role
from brokerage.permissions import Permission, Subject, administrators, brokers, signed_in
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.procurement.rules.buyers import buys_here

BUYING_ROLES = frozenset({Role.OWNER, Role.BUYER})


@dataclass(frozen=True, kw_only=True)
class BriefFacts:
    """What a permission on one brief looks at."""

    organisation_id: int
    created_by_id: int
    status: str
    visibility: str
    shared_with: frozenset[int]

    @property
    def is_open(self) -> bool:
        """Whether every approved supplier may read it."""
        return self.status == BriefStatus.LOOKING and self.visibility == Visibility.OPEN


@dataclass(frozen=True, kw_only=True)
class ApproachFacts:
    """What a permission on one supplier's side of a brief looks at."""

    organisation_id: int


def brief_facts(brief: Any, shared_with: Collection[int]) -> BriefFacts:
    """Return what a permission looks at, from a brief and the ids of those it is shared with."""
    return BriefFacts(
        organisation_id=brief.organisation_id,
        created_by_id=brief.created_by_id,
        status=brief.status,
        visibility=brief.visibility,
        shared_with=frozenset(shared_with),
    )


def approach_facts(approach: Any) -> ApproachFacts:
    """Return what a permission looks at, from an approach."""
    return ApproachFacts(organisation_id=approach.organisation_id)


def buys_somewhere(subject: Subject) -> bool:
    """Owners and buyers of an approved organisation of a kind that buys here."""
    return any(
        subject.role_in(organisation_id) in BUYING_ROLES and buys_here(kind)
        for organisation_id, kind in subject.approved_kinds.items()
    )


def buys(subject: Subject, facts: OrganisationFacts) -> bool:
    """The organisation's owners and buyers."""
    return subject.role_in(facts.organisation_id) in BUYING_ROLES


def may_view_brief(subject: Subject, facts: BriefFacts) -> bool:
    """Its author, the colleagues it is shared with and, once it is no draft, all its buyers.

    Leaving the organisation ends all of these: brokers and other authorities see nothing.
    """
    role = subject.role_in(facts.organisation_id)
    is_named = subject.user_id in {facts.created_by_id, *facts.shared_with}
    is_draft = facts.status == BriefStatus.DRAFT
    return role is not None and (is_named or (role in BUYING_ROLES and not is_draft))


def may_edit_brief(subject: Subject, facts: BriefFacts) -> bool:
    """Those of them who buy; a colleague in another role reads along."""
    return may_view_brief(subject, facts) and subject.role_in(facts.organisation_id) in BUYING_ROLES


def sells(subject: Subject, facts: OrganisationFacts | ApproachFacts) -> bool:
    """The supplier's owners and editors."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES


START_BUYING = "procurement:brief:start"
BUY = "procurement:brief:list"
VIEW_BRIEF = "procurement:brief:view"
EDIT_BRIEF = "procurement:brief:edit"
SELL = "procurement:open-brief:list"
VIEW_APPROACH = "procurement:approach:answer"
VIEW_BUYING_RULES = "procurement:rule:list"
EDIT_BUYING_RULES = "procurement:rule:edit"

PERMISSIONS = (
    Permission(START_BUYING, buys_somewhere),
    Permission(BUY, signed_in, buys),
    Permission(VIEW_BRIEF, signed_in, may_view_brief),
    Permission(EDIT_BRIEF, signed_in, may_edit_brief),
    Permission(SELL, signed_in, sells),
    Permission(VIEW_APPROACH, signed_in, sells),
    Permission(VIEW_BUYING_RULES, brokers),
    Permission(EDIT_BUYING_RULES, administrators),
)
