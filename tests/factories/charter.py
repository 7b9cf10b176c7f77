"""Themes, pledges and signed terms as tests need them."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.charter.models import (
    BuddyPair,
    CharterTerm,
    CharterTheme,
    CheckIn,
    CheckInFigure,
    Pledge,
    Signatory,
    TakenPledge,
)
from brokerage.charter.queries.terms import find_signatory
from brokerage.charter.rules import EvidenceSource, TermStatus, Voice
from brokerage.charter.rules.buddies import PairStatus
from brokerage.charter.rules.terms import last_day
from brokerage.charter.service.scheduling import schedule_check_ins
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation

_numbers = count(1)


def make_theme(code: str = "sharing", name: str = "Share what you have") -> CharterTheme:
    """Return the theme of that code, added if it is not there."""
    theme = db.session.get(CharterTheme, code)
    if theme is None:
        theme = CharterTheme(code=code, position=next(_numbers), name=name)
        db.session.add(theme)
        db.session.flush()
    return theme


def make_pledge(**fields: Any) -> Pledge:
    """Add a pledge to support staff to volunteer, and return it, flushed."""
    number = next(_numbers)
    theme = make_theme()
    answers = {
        "code": f"staff-volunteering-{number}",
        "theme_code": theme.code,
        "words": f"Support staff to volunteer {number}",
        "about": "Hours that the host has approved.",
        "voices": [Voice.EMPLOYER],
        "source": EvidenceSource.VOLUNTEERING_HOURS,
        "source_codes": ["NT17"],
        "unit": "hours",
        "added_on": utcnow().date(),
    }
    pledge = Pledge(**answers | fields)
    db.session.add(pledge)
    db.session.flush()
    return pledge


def make_term(
    organisation: Organisation | None = None, user: User | None = None, **fields: Any
) -> CharterTerm:
    """Add a draft of an organisation, or of a person, with its notes written."""
    organisation_id = organisation.id if organisation else None
    signatory = find_signatory(organisation_id, user.id if user else None) or Signatory(
        organisation_id=organisation_id,
        user_id=user.id if user else None,
        created_at=utcnow(),
    )
    answers = {
        "signatory": signatory,
        "number": 1,
        "status": TermStatus.DRAFT,
        "voices": [Voice.EMPLOYER] if organisation else [Voice.INDIVIDUAL],
        "risk_note": "The budget could be cut.",
        "equality_note": "Part-time staff get the same hours.",
        "created_at": utcnow(),
    }
    term = CharterTerm(**answers | fields)
    db.session.add(term)
    db.session.flush()
    return term


def make_taken(term: CharterTerm, pledge: Pledge | None = None, **fields: Any) -> TakenPledge:
    """Let a term have a pledge, with every question answered."""
    answers: dict[str, Any] = {
        "pledge_id": pledge.id if pledge else None,
        "own_words": "" if pledge else "Lend our hall to neighbours",
        "theme_code": pledge.theme_code if pledge else make_theme().code,
        "voice": term.voices[0],
        "source": pledge.source if pledge else EvidenceSource.OWN_RECORD,
        "source_codes": pledge.source_codes if pledge else [],
        "unit": pledge.unit if pledge else "evenings",
        "lead_post": "Head of people",
        "target": Decimal(40),
        "is_published": True,
        "is_complete": True,
    }
    taken = TakenPledge(**answers | fields)
    term.pledges.append(taken)
    db.session.flush()
    return taken


def make_signed(
    organisation: Organisation | None = None,
    user: User | None = None,
    days_ago: int = 0,
    **fields: Any,
) -> CharterTerm:
    """Add a term that was signed that many days ago, with its check-ins scheduled."""
    starts_on: date = utcnow().date() - timedelta(days=days_ago)
    term = make_term(
        organisation,
        user,
        **{
            "status": TermStatus.APPROVED,
            "starts_on": starts_on,
            "ends_on": last_day(starts_on),
            "submitted_at": utcnow(),
            "decided_at": utcnow(),
        }
        | fields,
    )
    schedule_check_ins(term.id, starts_on)
    return term


def make_figure(term: CharterTerm, taken: TakenPledge, **fields: Any) -> CheckInFigure:
    """Fill the first check-in of a term in with 12 units that are confirmed."""
    check_in = db.session.scalars(
        select(CheckIn).where(CheckIn.term_id == term.id).order_by(CheckIn.month)
    ).first()
    answers = {
        "check_in": check_in,
        "taken_pledge": taken,
        "found_value": Decimal(12),
        "found_from": "The ledger",
        "found_on": utcnow().date(),
        "is_found_confirmed": True,
    }
    figure = CheckInFigure(**answers | fields)
    db.session.add(figure)
    db.session.flush()
    return figure


def make_pair(asker: TakenPledge, buddy: TakenPledge, **fields: Any) -> BuddyPair:
    """Let one ask the other to be its buddy; nobody has answered."""
    answers = {
        "asker_id": asker.id,
        "buddy_id": buddy.id,
        "status": PairStatus.ASKED,
        "reasons": ["You work in the same field"],
        "words": "How did you begin?",
        "asked_at": utcnow(),
    }
    pair = BuddyPair(**answers | fields)
    db.session.add(pair)
    db.session.flush()
    return pair
