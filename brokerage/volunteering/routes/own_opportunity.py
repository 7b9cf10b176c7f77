"""Reaching an opportunity of one's own organisation, and the way back to its page."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.volunteering.permissions import EDIT, opportunity_facts
from brokerage.volunteering.queries.opportunities import Opportunity, get_opportunity
from brokerage.web import access

__all__ = ["Opportunity", "get_own_opportunity", "host_page", "to_host_page"]


def get_own_opportunity(opportunity_id: int) -> Opportunity:
    """Return the opportunity if this subject may edit it (NotFoundError)."""
    opportunity = get_opportunity(opportunity_id)
    access.check(EDIT, opportunity_facts(opportunity))
    return opportunity


def to_host_page(opportunity_id: int) -> ResponseReturnValue:
    """Send on to the host's page of the opportunity."""
    return redirect(host_page(opportunity_id), 303)


def host_page(opportunity_id: int) -> str:
    """Return the address of the host's page."""
    return url_for("volunteering.show_opportunity_to_host", opportunity_id=opportunity_id)
