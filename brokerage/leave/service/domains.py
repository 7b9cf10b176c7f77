"""The domains of work addresses: stated by the employer, confirmed by a broker."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave import emails, rules
from brokerage.leave.models import WorkDomain
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject

KIND = "organisation"
NOT_APPROVED = "Only an organisation that a broker has approved can add work addresses."
TAKEN = "Another employer has these work addresses already. Settle that with both of them first."


@writes
def add_work_domain(actor: Subject, organisation: Organisation, typed: str) -> WorkDomain:
    """Keep what the owner states; it counts once a broker has confirmed it."""
    if organisation.status != Status.APPROVED:
        raise DomainError(NOT_APPROVED)
    domain = rules.clean_domain(typed)
    work_domain = WorkDomain(organisation_id=organisation.id, domain=domain, stated_at=utcnow())
    try:
        with db.session.begin_nested():
            db.session.add(work_domain)
    except IntegrityError as error:
        raise DomainError("You have added this already", "domain") from error
    audit.record(actor, "leave:work-domain:add", KIND, organisation.id, after={"domain": domain})
    emails.send_domain_waits(organisation, domain)
    return work_domain


@writes
def remove_work_domain(actor: Subject, work_domain: WorkDomain) -> None:
    """Take a domain back; what it has shown so far stays."""
    audit.record(
        actor,
        "leave:work-domain:remove",
        KIND,
        work_domain.organisation_id,
        before={"domain": work_domain.domain},
    )
    db.session.delete(work_domain)
    db.session.flush()


@writes
def accept_work_domain(actor: Subject, work_domain: WorkDomain) -> None:
    """From now on, whoever reads mail there works for this employer."""
    try:
        with db.session.begin_nested():
            confirmed = db.session.execute(
                update(WorkDomain)
                .where(WorkDomain.id == work_domain.id, WorkDomain.confirmed_at.is_(None))
                .values(confirmed_at=utcnow())
                .returning(WorkDomain.id)
                .execution_options(synchronize_session=False)
            ).scalar()
    except IntegrityError as error:
        raise DomainError(TAKEN) from error
    if confirmed is None:
        raise DomainError("Someone else was quicker: this has changed in the meantime.")
    _record_decision(actor, work_domain, is_confirmed=True)
    emails.send_domain_accepted(work_domain)


@writes
def reject_work_domain(actor: Subject, work_domain: WorkDomain, reason: str) -> None:
    """Say no, and why; the owner may state it again."""
    _record_decision(actor, work_domain, is_confirmed=False)
    emails.send_domain_rejected(work_domain, reason)
    db.session.delete(work_domain)
    db.session.flush()


def _record_decision(actor: Subject, work_domain: WorkDomain, *, is_confirmed: bool) -> None:
    audit.record(
        actor,
        "leave:work-domain:decide",
        KIND,
        work_domain.organisation_id,
        after={"domain": work_domain.domain, "is_confirmed": is_confirmed},
    )
