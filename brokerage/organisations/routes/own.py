"""Reaching one's own organisation, and the way back to its page."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.member import Organisation, get_organisation
from brokerage.web import access

__all__ = ["Organisation", "get_own", "members_page", "to_members_page"]


def get_own(organisation_id: int, permission: str) -> Organisation:
    """Return the organisation if this subject may do that with it (NotFoundError)."""
    organisation = get_organisation(organisation_id)
    access.check(permission, facts_of(organisation))
    return organisation


def to_members_page(organisation_id: int) -> ResponseReturnValue:
    """Send on to the members' page."""
    return redirect(members_page(organisation_id), 303)


def members_page(organisation_id: int) -> str:
    """Return the address of the members' page."""
    return url_for("organisations.show_organisation_to_member", organisation_id=organisation_id)
