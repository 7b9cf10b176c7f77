"""Reaching a competition of one's own organisation, and the way back to its page."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.competitions.permissions import RUN, side_facts
from brokerage.competitions.queries.competitions import Competition, get_competition
from brokerage.web.access import check

__all__ = ["Competition", "competition_page", "get_own", "refuse", "to_competition"]


def get_own(competition_id: int) -> Competition:
    """Return a competition that this subject runs (NotFoundError)."""
    competition = get_competition(competition_id)
    check(RUN, side_facts(competition))
    return competition


def competition_page(competition_id: int) -> str:
    """Return the address of its page."""
    return url_for("competitions.show_competition", competition_id=competition_id)


def to_competition(competition_id: int, said: str = "") -> ResponseReturnValue:
    """Send on to its page, with a word on what was done."""
    if said:
        flash(said, "success")
    return redirect(competition_page(competition_id), 303)


def refuse(competition_id: int, sentence: str) -> ResponseReturnValue:
    """Send on to its page, with a word on why not."""
    flash(sentence)
    return redirect(competition_page(competition_id), 303)
