"""Who may see, change and verify passports, on plain facts."""

from __future__ import annotations

from brokerage.organisations.permissions import is_member, may_edit
from brokerage.permissions import Permission, administrators, brokers, signed_in

VIEW = "passports:passport:view"
EDIT = "passports:passport:edit"
VERIFY = "passports:proof:verify"
ANSWER = "passports:correction:answer"
VIEW_RULES = "passports:rule:list"
EDIT_RULES = "passports:rule:edit"

PERMISSIONS = (
    Permission(VIEW, signed_in, is_member),
    Permission(EDIT, signed_in, may_edit),
    Permission(VERIFY, brokers),
    Permission(ANSWER, brokers),
    Permission(VIEW_RULES, brokers),
    Permission(EDIT_RULES, administrators),
)
