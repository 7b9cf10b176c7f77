"""Who may see, change and verify passports, on plain facts."""

from __future__ import annotations

from brokerage.organisations.permissions import OrganisationFacts, is_member, may_edit
from brokerage.permissions import Permission, Subject, administrators, brokers, signed_in

VIEW = "passports:passport:view"
EDIT = "passports:passport:edit"
VERIFY = "passports:proof:verify"
VIEW_DOCUMENT = "passports:document:view"
ANSWER = "passports:correction:answer"
VIEW_RULES = "passports:rule:list"
EDIT_RULES = "passports:rule:edit"


def may_view_document(subject: Subject, facts: OrganisationFacts) -> bool:
    """Brokers, who look at proof, and the members whose proof it is."""
    return brokers(subject) or is_member(subject, facts)


PERMISSIONS = (
    Permission(VIEW, signed_in, is_member),
    Permission(EDIT, signed_in, may_edit),
    Permission(VERIFY, brokers),
    Permission(VIEW_DOCUMENT, signed_in, may_view_document),
    Permission(ANSWER, brokers),
    Permission(VIEW_RULES, brokers),
    Permission(EDIT_RULES, administrators),
)
