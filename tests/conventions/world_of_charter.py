"""What the seeded world has of the charter."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from brokerage.charter.models import (
    BuddyPair,
    CharterComment,
    CharterGroup,
    CharterTerm,
    CheckIn,
    LeadLink,
    Pledge,
    TakenPledge,
)
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules.terms import CheckInStatus, quarter_of
from brokerage.charter.service.comments import add_comment
from brokerage.charter.service.groups import add_group, add_to_group
from brokerage.charter.service.leads import digest_of
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from tests.factories.charter import (
    make_figure,
    make_pair,
    make_pledge,
    make_signed,
    make_taken,
    make_term,
)
from tests.factories.organisations import make_organisation

LEAD_TOKEN = "a-link-to-say-how-far-one-is"  # noqa: S105  # opens nothing outside a test


@dataclass(frozen=True, kw_only=True)
class CharterWorld:
    """The rows that addresses of the charter are about."""

    pledge: Pledge
    charter_term: CharterTerm
    """The organisation's, signed, in a group."""
    taken_pledge: TakenPledge
    """Of that term; its lead has a link. The host's could be a buddy for it."""
    willing: TakenPledge
    """The host's, green."""
    check_in: CheckIn
    """Of that term, open, with one figure."""
    charter_draft: CharterTerm
    """Of another organisation, with comments open."""
    charter_comment: CharterComment
    """On the organisation's term."""
    buddy_pair: BuddyPair
    """The host has asked the organisation, which has not answered."""
    charter_group: CharterGroup
    lead_link: LeadLink


def signed(owner: Organisation, host: Organisation) -> dict[str, Any]:
    """Return what `CharterWorld` names."""
    in_a_week = utcnow().date() + timedelta(days=7)
    pledge, second = make_pledge(), make_pledge()
    term, other = make_signed(owner, days_ago=85), make_signed(host)
    taken, offered = make_taken(term, pledge), make_taken(term, second, is_buddy_offered=True)
    green = {"value": Decimal(50), "is_value_confirmed": True}
    draft = make_term(make_organisation(), status=TermStatus.SUBMITTED, comments_close_on=in_a_week)
    make_taken(draft, pledge)
    term.comments_close_on = in_a_week
    group = add_group(SYSTEM, "A council and its companies")
    add_to_group(SYSTEM, group, term.signatory_id)
    return {
        "pledge": pledge,
        "charter_term": term,
        "taken_pledge": taken,
        "willing": make_taken(other, pledge, is_buddy_offered=True, **green),
        "check_in": _open(term, taken),
        "charter_draft": draft,
        "charter_comment": add_comment(term, "staff", "Please add evenings.", taken.id),
        "buddy_pair": make_pair(make_taken(other, second), offered),
        "charter_group": group,
        "lead_link": _link(taken),
    }


def _open(term: CharterTerm, taken: TakenPledge) -> CheckIn:
    check_in = make_figure(term, taken).check_in
    check_in.status = CheckInStatus.OPEN
    db.session.flush()
    return check_in


def _link(taken: TakenPledge) -> LeadLink:
    now = utcnow()
    link = LeadLink(
        taken_pledge_id=taken.id,
        quarter_on=quarter_of(now.date()),
        token_digest=digest_of(LEAD_TOKEN),
        sent_to="procurement@example.org",
        sent_at=now,
        expires_at=now + timedelta(days=20),
    )
    db.session.add(link)
    db.session.flush()
    return link
