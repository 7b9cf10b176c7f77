"""A host notes its yearly reviews, and whom to tell of a worry."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.checks.models import SafeguardingContact, SafeguardingReview
from brokerage.checks.queries.safeguarding import find_contact, find_last_review
from brokerage.checks.rules import safeguarding as rules
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject

ALREADY = "You have recorded this already"


@writes
def add_review(actor: Subject, organisation: Organisation, review: str, done_on: date) -> None:
    """Note that the host reviewed its policy, or assessed itself."""
    rules.check_review(done_on, find_last_review(organisation.id, review), utcnow().date())
    row = SafeguardingReview(
        organisation_id=organisation.id,
        review=review,
        done_on=done_on,
        recorded_by_id=actor.user_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise DomainError(ALREADY, "done_on") from error
    audit.record(
        actor,
        "checks:safeguarding:review",
        "organisation",
        organisation.id,
        after={"review": review, "done_on": done_on.isoformat()},
    )


@writes
def save_contact(
    actor: Subject, organisation: Organisation, post: str, phone: str, email: str
) -> None:
    """Keep whom volunteers tell of a worry: a post, and how to reach it."""
    rules.check_contact(phone, email)
    contact = find_contact(organisation.id)
    if contact is None:
        contact = SafeguardingContact(organisation_id=organisation.id)
        db.session.add(contact)
    before = {"post": contact.post, "phone": contact.phone, "email": contact.email}
    after = {"post": post, "phone": phone, "email": email}
    contact.post, contact.phone, contact.email = post, phone, email
    db.session.flush()
    audit.record(
        actor,
        "checks:safeguarding:contact",
        "organisation",
        organisation.id,
        before=before,
        after=after,
    )
