"""What several views need: whose side, whose pair, and where help is."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import NotFoundError
from brokerage.mentoring.permissions import VIEW_OWN, pair_facts
from brokerage.mentoring.queries.pairs import MentoringPair, get_pair
from brokerage.mentoring.rules.profiles import Side
from brokerage.web.access import check, current_subject

WORRIED_PATH = "/worried"


def read_side(side: str) -> Side:
    """Return the side that an address names (NotFoundError)."""
    if side not in set(Side):
        raise NotFoundError
    return Side(side)


def own_id() -> int:
    """Return the id of the user who asks."""
    return current_subject().user_id or 0


def get_own_pair(pair_id: int) -> MentoringPair:
    """Return a pair that this user is a side of (NotFoundError)."""
    pair = get_pair(pair_id)
    check(VIEW_OWN, pair_facts(pair))
    return pair


def to_pair(pair: MentoringPair) -> ResponseReturnValue:
    """Go back to the page of a pair."""
    return redirect(url_for("mentoring.show_pair", pair_id=pair.id), 303)


def find_worried_url() -> str | None:
    """Return where the page "worried about someone?" is, if this site has one."""
    rules = current_app.url_map.iter_rules()
    endpoint = next((rule.endpoint for rule in rules if rule.rule == WORRIED_PATH), None)
    return url_for(endpoint) if endpoint else None
