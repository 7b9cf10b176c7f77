"""Reaching a brief of one's own organisation, and the way back to its page."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from brokerage.procurement.permissions import EDIT_BRIEF, VIEW_BRIEF, brief_facts
from brokerage.procurement.queries.briefs import Brief, get_brief, list_share_ids
from brokerage.web import access
from brokerage.web.features import contributions
from brokerage.web.panels import draw

__all__ = [
    "Brief",
    "brief_page",
    "brief_panels",
    "get_brief_for",
    "get_brief_to_read",
    "to_brief_page",
]


def get_brief_for(brief_id: int, permission: str) -> Brief:
    """Return the brief if this subject may do that with it (NotFoundError)."""
    brief = get_brief(brief_id)
    access.check(permission, brief_facts(brief, list_share_ids(brief_id)))
    return brief


def get_brief_to_read(brief_id: int) -> tuple[Brief, bool]:
    """Return the brief if this subject may read it (NotFoundError), and whether to change it too.

    Who may change it searches, shortlists and asks; a colleague it is shared with reads along.
    """
    brief = get_brief(brief_id)
    facts = brief_facts(brief, list_share_ids(brief_id))
    access.check(VIEW_BRIEF, facts)
    return brief, access.can(EDIT_BRIEF, facts)


def to_brief_page(brief_id: int) -> ResponseReturnValue:
    """Send on to the brief's page."""
    return redirect(brief_page(brief_id), 303)


def brief_page(brief_id: int) -> str:
    """Return the address of the brief's page."""
    return url_for("procurement.show_brief", brief_id=brief_id)


def brief_panels(brief: Brief, *, can_edit: bool) -> list[Markup]:
    """Return what higher features show on a brief's pages, at most one statement each."""
    return draw(panel(brief, can_edit) for panel in contributions("brief_panels"))
