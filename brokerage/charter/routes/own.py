"""Reaching one's own sign-up, pledge or check-in, and the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter.permissions import signatory_facts
from brokerage.charter.queries.check_ins import get_check_in
from brokerage.charter.queries.terms import get_taken_pledge, get_term
from brokerage.web import access

if TYPE_CHECKING:
    from brokerage.charter.models import CharterTerm, CheckIn, TakenPledge


def get_own_term(term_id: int, permission: str) -> CharterTerm:
    """Return the term if this subject may do that with it (NotFoundError)."""
    term = get_term(term_id)
    access.check(permission, signatory_facts(term.signatory))
    return term


def get_own_pledge(taken_pledge_id: int, permission: str) -> TakenPledge:
    """Return the taken pledge if this subject may do that with it (NotFoundError)."""
    taken = get_taken_pledge(taken_pledge_id)
    access.check(permission, signatory_facts(taken.term.signatory))
    return taken


def get_own_check_in(check_in_id: int, permission: str) -> CheckIn:
    """Return the check-in if this subject may do that with it (NotFoundError)."""
    check_in = get_check_in(check_in_id)
    access.check(permission, signatory_facts(check_in.term.signatory))
    return check_in


def page_of(term_id: int) -> str:
    """Return the address of a term's own page."""
    return url_for("charter.show_term", term_id=term_id)


def to_term(term_id: int) -> ResponseReturnValue:
    """Send on to a term's own page."""
    return redirect(page_of(term_id), 303)
