"""Asking for a listing to be removed or taken over, and a broker's answer."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.queries import get_user
from brokerage.accounts.rules import email_key
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations import emails, rules
from brokerage.organisations.models import ListingRequest, Organisation
from brokerage.organisations.queries.listings import RequestEntry, list_open_requests_about
from brokerage.organisations.rules.listings import Wish, answered_by
from brokerage.organisations.service.members import add_member
from brokerage.organisations.service.registration import KIND, TAKEN_NUMBER, move
from brokerage.permissions import Subject

DECIDE = "organisations:listing:decide"
GONE = "This listing has been removed or taken over in the meantime."
DECIDED = "Someone else was quicker: this has been decided in the meantime."
NOBODY = "The account that asked for this is closed or suspended, so nobody could take it over."
REASON_MISSING = "Enter the reason: the person who asked gets it by email"
TAKEN_BY_ANOTHER = (
    "Someone who acts for the organisation has taken the page over. Ask them to change it "
    "or to invite you."
)
REMOVED_FOR_ANOTHER = "The page has been removed because somebody asked for that."
WIPED = {
    "slug": None,
    "summary": "",
    "description": "",
    "website": "",
    "register": None,
    "registration_number": None,
    "postcode": None,
    "easting": None,
    "northing": None,
    "authority_code": None,
}
"""What a removed listing keeps nothing of: its name, source and reference stay, so that no
import brings it back."""


@writes
def ask_to_remove_listing(
    actor: Subject, listing: Organisation, email: str, explanation: str
) -> None:
    """Ask for a listing to be taken out; asking again changes nothing and says nothing."""
    _ask(actor, listing, Wish.REMOVE, email, explanation)


@writes
def ask_to_take_listing_over(actor: Subject, listing: Organisation, explanation: str) -> None:
    """Ask to act for the organisation that a listing is about."""
    if not _ask(actor, listing, Wish.TAKE_OVER, actor.email, explanation):
        raise DomainError("You have asked for this already. We write to you when it is decided.")


@writes
def decide_listing_request(
    actor: Subject, entry: RequestEntry, *, is_granted: bool, reason: str
) -> None:
    """Do what was asked and answer whoever else asked about the listing; or say why not."""
    request, listing = entry.request, entry.organisation
    if not is_granted and not reason:
        raise DomainError(REASON_MISSING, "reason")
    # Decisions on one listing answer one another's requests: they go one after the other.
    db.session.refresh(listing, with_for_update=True)
    _decide(actor, request, is_granted=is_granted, reason=reason)
    if not is_granted:
        emails.send_listing_request_refused(request, str(listing.name))
        return
    if request.wish == Wish.REMOVE:
        _remove(listing)
        emails.send_listing_removed(request.email, str(listing.name))
    else:
        _hand_over(request, listing)
        emails.send_take_over_granted(request.email, listing)
    mark_changed(KIND, listing.id)
    before, after = {"status": rules.Status.LISTED}, {"status": listing.status}
    audit.record(actor, DECIDE, KIND, listing.id, before=before, after=after)
    _answer_the_others(actor, listing, granted=request.wish)


def _ask(
    actor: Subject, listing: Organisation, wish: str, email: str, explanation: str
) -> ListingRequest | None:
    """Return the new request, or None where the same person has asked the same already."""
    if listing.status != rules.Status.LISTED:
        raise DomainError(GONE)
    request = ListingRequest(
        organisation_id=listing.id,
        wish=wish,
        user_id=actor.user_id,
        email=email,
        email_key=email_key(email),
        explanation=explanation,
        created_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:
        return None
    audit.record(
        actor, "organisations:listing:ask", KIND, listing.id, after={"wish": wish, "email": email}
    )
    emails.send_listing_request_received(request, listing)
    emails.send_listing_request_waits(request, listing)
    return request


def _decide(actor: Subject, request: ListingRequest, *, is_granted: bool, reason: str) -> None:
    """Settle the live row, so that two brokers cannot give two answers."""
    decided = db.session.execute(
        update(ListingRequest)
        .where(ListingRequest.id == request.id, ListingRequest.decided_at.is_(None))
        .values(decided_at=utcnow(), was_granted=is_granted, decision_reason=reason)
        .returning(ListingRequest.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if decided is None:
        raise DomainError(DECIDED)
    db.session.refresh(request)
    audit.record(
        actor,
        DECIDE,
        "listing-request",
        request.id,
        after={"wish": request.wish, "was_granted": is_granted, "reason": reason},
    )


def _remove(listing: Organisation) -> None:
    move(listing, rules.Status.REMOVED)
    for column, value in WIPED.items():
        setattr(listing, column, value)
    db.session.flush()


def _hand_over(request: ListingRequest, listing: Organisation) -> None:
    if request.user_id is None or get_user(request.user_id).suspended_at is not None:
        raise DomainError(NOBODY)
    try:
        with db.session.begin_nested():
            move(listing, rules.Status.APPROVED)
    except IntegrityError as error:
        raise DomainError(TAKEN_NUMBER) from error
    facts = ("kind", "name", "registration_number", "postcode", "description")
    listing.answered = answered_by({fact: getattr(listing, fact) for fact in facts})
    listing.decided_at = utcnow()
    add_member(listing.id, request.user_id, rules.Role.OWNER)


def _answer_the_others(actor: Subject, listing: Organisation, *, granted: str) -> None:
    is_removed = granted == Wish.REMOVE
    for request in list_open_requests_about(listing.id):
        if is_removed and request.wish == Wish.REMOVE:
            _decide(actor, request, is_granted=True, reason="")
            emails.send_listing_removed(request.email, str(listing.name))
            continue
        reason = REMOVED_FOR_ANOTHER if is_removed else TAKEN_BY_ANOTHER
        _decide(actor, request, is_granted=False, reason=reason)
        emails.send_listing_request_refused(request, str(listing.name))
