"""Someone says where they work; a link or the employer shows that it is so; it ends."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.rules import email_key
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave import emails, queries, rules
from brokerage.leave.models import Employment
from brokerage.leave.service.settling import release_all_at
from brokerage.leave.service.tokens import digest_of
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject

__all__ = ["digest_of"]

KIND = "employment"
TOLD_ALREADY = "You have told us this already. See “Where you work” in your account"
USED_ADDRESS = (
    "This work address shows already that someone works there. Choose your employer instead: "
    "they can confirm you."
)
CHANGED = "This has changed in the meantime. Look at the list again."


@writes
def ask_for_link(actor: Subject, work_email: str) -> None:
    """Send a link to a work address of a known employer; one link a person and employer works.

    Whether there is such a mailbox, and whose it is, plays no part in the answer.
    """
    rules.check_work_address(work_email)
    address = email_key(work_email)
    domain = rules.domain_of(address)
    organisation = queries.find_employer_by_domain(domain)
    if organisation is None:
        raise DomainError(
            f"We do not know yet whose addresses end in “@{domain}”. "
            "Choose your employer instead: they can confirm you",
            "work_email",
        )
    token, expires_at = secrets.token_urlsafe(32), utcnow() + rules.LINK_LIFETIME
    employment = _state(
        actor,
        organisation,
        work_email=address,
        token_digest=digest_of(token),
        token_expires_at=expires_at,
    )
    audit.record(actor, "leave:employment:ask-for-link", KIND, employment.id)
    emails.send_link(work_email, organisation, token, expires_at)


@writes
def state_employment(actor: Subject, organisation: Organisation) -> None:
    """Tell the employer's owners and line managers that this person says they work there."""
    open_one = queries.find_open_employment(actor.person_id, organisation.id)
    if open_one is not None and open_one.work_email is None:
        raise DomainError(TOLD_ALREADY, "organisation_id")
    employment = _state(
        actor, organisation, work_email=None, token_digest=None, token_expires_at=None
    )
    audit.record(
        actor,
        "leave:employment:state",
        KIND,
        employment.id,
        after={"organisation_id": organisation.id},
    )
    emails.send_waits(organisation, employment.user.name)


@writes
def confirm_employment(actor: Subject, token: str) -> Employment:
    """Use the link up: whoever can read mail at that address works there (LinkOverError)."""
    digest = digest_of(token)
    employment = queries.find_by_link(digest, actor.user_id or 0, utcnow())
    if employment is None or not _still_proves(employment):
        raise rules.LinkOverError
    if queries.has_proved_by(str(employment.work_email)):
        raise DomainError(USED_ADDRESS)
    try:
        with db.session.begin_nested():
            _prove(employment, rules.ProvedBy.WORK_ADDRESS, Employment.token_digest == digest)
    except IntegrityError as error:
        raise DomainError(USED_ADDRESS) from error
    _record_proof(actor, employment)
    return employment


@writes
def accept_employment(actor: Subject, employment: Employment) -> None:
    """The employer says that this person works there."""
    rules.check_confirmer(
        is_own=actor.user_id == employment.user_id, role=actor.role_in(employment.organisation_id)
    )
    _prove(employment, rules.ProvedBy.EMPLOYER)
    _record_proof(actor, employment)
    emails.send_accepted(employment)


@writes
def reject_employment(actor: Subject, employment: Employment, reason: str) -> None:
    """The employer says that this person does not work there, or no longer does."""
    was_proved = employment.is_proved
    release_all_at(actor, employment.id)
    _end(employment)
    audit.record(
        actor,
        "leave:employment:reject",
        KIND,
        employment.id,
        before={"was_proved": was_proved},
    )
    tell = emails.send_ended if was_proved else emails.send_rejected
    tell(employment, reason)


@writes
def end_employment(actor: Subject, employment: Employment) -> None:
    """The person has left, or takes back what they said."""
    was_proved = employment.is_proved
    release_all_at(actor, employment.id)
    _end(employment)
    audit.record(
        actor, "leave:employment:end", KIND, employment.id, before={"was_proved": was_proved}
    )


def _state(actor: Subject, organisation: Organisation, **asked: Any) -> Employment:
    """Keep what is asked for on the one open statement of this person and employer."""
    employment = queries.find_open_employment(actor.person_id, organisation.id)
    if employment is not None:
        return _ask_again(employment, asked)
    employment = Employment(
        user_id=actor.person_id, organisation_id=organisation.id, stated_at=utcnow(), **asked
    )
    try:
        with db.session.begin_nested():
            db.session.add(employment)
    except IntegrityError as error:  # the same button pressed twice at once
        raise DomainError(TOLD_ALREADY) from error
    return employment


def _ask_again(employment: Employment, asked: dict[str, Any]) -> Employment:
    if employment.is_proved:
        raise DomainError("It is shown already that you work there.")
    _change(employment, asked, Employment.proved_at.is_(None))
    return employment


def _still_proves(employment: Employment) -> bool:
    """Say whether the domain still stands for this employer: it may have been taken back."""
    domain = rules.domain_of(str(employment.work_email))
    employer = queries.find_employer_by_domain(domain)
    return employer is not None and employer.id == employment.organisation_id


def _prove(employment: Employment, proved_by: rules.ProvedBy, *also: Any) -> None:
    proof = {
        "proved_by": proved_by,
        "proved_at": utcnow(),
        "token_digest": None,
        "token_expires_at": None,
    }
    _change(employment, proof, Employment.proved_at.is_(None), *also)


def _end(employment: Employment) -> None:
    _change(employment, {"ended_at": utcnow(), "token_digest": None, "token_expires_at": None})


def _change(employment: Employment, values: dict[str, Any], *unless_changed: Any) -> None:
    """Change the live row, so that two people cannot answer it in two ways (DomainError)."""
    changed = db.session.execute(
        update(Employment)
        .where(Employment.id == employment.id, Employment.ended_at.is_(None), *unless_changed)
        .values(**values)
        .returning(Employment.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is None:
        raise DomainError(CHANGED)
    db.session.refresh(employment)


def _record_proof(actor: Subject, employment: Employment) -> None:
    audit.record(
        actor,
        "leave:employment:prove",
        KIND,
        employment.id,
        after={"proved_by": employment.proved_by, "organisation_id": employment.organisation_id},
    )
