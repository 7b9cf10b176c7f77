"""What may be done with cohorts, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.cohorts.rules.cohorts import CohortStatus
from brokerage.organisations.permissions import OrganisationFacts
from brokerage.organisations.rules import EDITING_ROLES, Status
from brokerage.permissions import Permission, Subject, anyone, brokers, signed_in


@dataclass(frozen=True, kw_only=True)
class CohortFacts:
    """What a permission on one cohort looks at."""

    organisation_id: int
    status: str
    is_host_approved: bool

    @property
    def is_public(self) -> bool:
        """Whether anyone may see what it is about."""
        return self.is_host_approved and self.status == CohortStatus.OPEN


@dataclass(frozen=True, kw_only=True)
class MemberFacts:
    """What a permission on one's own membership or offer looks at."""

    user_id: int


def cohort_facts(cohort: Any) -> CohortFacts:
    """Return what a permission looks at, from a cohort with its organisation."""
    return CohortFacts(
        organisation_id=cohort.organisation_id,
        status=cohort.status,
        is_host_approved=cohort.organisation.status == Status.APPROVED,
    )


def may_manage(subject: Subject, facts: CohortFacts) -> bool:
    """The host's owners and editors, and brokers: it names those who joined."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES or brokers(subject)


def may_list(subject: Subject, facts: OrganisationFacts) -> bool:
    """The same people, before there is a cohort."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES or brokers(subject)


def may_view(subject: Subject, facts: CohortFacts) -> bool:
    """Everyone while people can join; those who look after it always."""
    return facts.is_public or may_manage(subject, facts)


def is_open(subject: Subject, facts: CohortFacts) -> bool:
    """One joins what everyone can see."""
    return facts.is_public


def is_own(subject: Subject, facts: MemberFacts) -> bool:
    """The volunteer themselves."""
    return subject.user_id == facts.user_id


LIST = "cohorts:cohort:list"
MANAGE = "cohorts:cohort:manage"
VIEW = "cohorts:cohort:view"
JOIN = "cohorts:cohort:join"
LIST_OWN = "cohorts:member:list-own"
LEAVE = "cohorts:member:leave"
ANSWER = "cohorts:offer:answer"

PERMISSIONS = (
    Permission(LIST, signed_in, may_list),
    Permission(MANAGE, signed_in, may_manage),
    Permission(VIEW, anyone, may_view),
    Permission(JOIN, signed_in, is_open),
    Permission(LIST_OWN, signed_in),
    Permission(LEAVE, signed_in, is_own),
    Permission(ANSWER, signed_in, is_own),
)
