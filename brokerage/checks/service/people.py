"""Recording, accepting, sharing and forgetting what people have."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.checks import emails
from brokerage.checks.models import Check, CheckAcceptance, CheckConsent, CheckWarning, ToldDay
from brokerage.checks.queries import people as queries
from brokerage.checks.queries.needs import has_consent
from brokerage.checks.queries.rules import find_interval
from brokerage.checks.rules import kinds
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind as OrganisationKind
from brokerage.permissions import SYSTEM, Subject

KIND = "check"
BATCH = 200
NOT_SHARED = "They do not let you see their checks, so nothing can be recorded. Ask them first."
OWN = "You cannot record a check of your own. A colleague can."
OTHER_HOSTS = "That is another host’s own. Record yours once they have done it."
ALREADY = "You have told us this day already"
NOT_BOOKED = "You can share your checks with a host once you have asked it for a place."


@writes
def add_check(
    actor: Subject, organisation: Organisation, user_id: int, answers: kinds.CheckAnswers
) -> Check:
    """Note that a host has seen a check of someone who agrees to it; this accepts it, too."""
    today = utcnow().date()
    kinds.check_answers(answers, today)
    _check_shared(actor, user_id, organisation.id)
    is_dbs = answers.kind == kinds.Kind.DBS
    check = Check(
        user_id=user_id,
        kind=answers.kind,
        level=answers.level if is_dbs else None,
        workforce=answers.workforce if is_dbs else None,
        issued_on=answers.issued_on,
        seen_on=answers.seen_on,
        seen_by_id=actor.user_id,
        renew_on=answers.renew_on or _renewal(organisation, answers),
    )
    check.acceptances.append(_acceptance(actor, organisation.id, today))
    db.session.add(check)
    db.session.flush()
    _record(actor, "record", check, organisation.id)
    emails.send_recorded(check, organisation)
    return check


@writes
def accept_check(actor: Subject, organisation: Organisation, check: Check) -> None:
    """Take a check that someone else saw as good for this host."""
    _check_shared(actor, check.user_id, organisation.id)
    if check.kind in kinds.OWN_KINDS:
        raise DomainError(OTHER_HOSTS)
    if any(each.organisation_id == organisation.id for each in check.acceptances):
        return
    try:
        with db.session.begin_nested():
            check.acceptances.append(_acceptance(actor, organisation.id, utcnow().date()))
    except IntegrityError:  # a colleague pressed it at the same moment: it is accepted
        db.session.refresh(check)
        return
    _record(actor, "accept", check, organisation.id)
    emails.send_accepted(check, organisation)


@writes
def reject_check(actor: Subject, organisation: Organisation, check: Check) -> None:
    """Take an acceptance back."""
    kept = [each for each in check.acceptances if each.organisation_id != organisation.id]
    if len(kept) == len(check.acceptances):
        return
    check.acceptances = kept
    db.session.flush()
    _record(actor, "reject", check, organisation.id)
    emails.send_rejected(check, organisation)


@writes
def give_consent(actor: Subject, organisation: Organisation) -> None:
    """Let a host one booked with see one's checks."""
    user_id = actor.person_id
    if not queries.has_booked(user_id, organisation.id):
        raise DomainError(NOT_BOOKED)
    if has_consent(user_id, organisation.id):
        return
    consent = CheckConsent(
        user_id=user_id, organisation_id=organisation.id, given_at=utcnow(), withdrawn_at=None
    )
    try:
        with db.session.begin_nested():
            db.session.add(consent)
    except IntegrityError:  # the same button pressed twice at once
        return
    audit.record(
        actor, "checks:consent:give", "user", user_id, after={"organisation_id": organisation.id}
    )
    emails.send_shared(organisation, db.session.get_one(User, user_id).name)


@writes
def withdraw_consent(actor: Subject, organisation: Organisation) -> None:
    """Take the consent back: from now on this host sees nothing."""
    withdrawn = db.session.execute(
        update(CheckConsent)
        .where(
            CheckConsent.user_id == actor.person_id,
            CheckConsent.organisation_id == organisation.id,
            CheckConsent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=utcnow())
        .returning(CheckConsent.id)
    ).first()
    if withdrawn is not None:
        audit.record(
            actor,
            "checks:consent:withdraw",
            "user",
            actor.person_id,
            before={"organisation_id": organisation.id},
        )


@writes
def delete_check(actor: Subject, check: Check) -> None:
    """Delete a check for good; its holder asks for it, or it is not needed any more."""
    check_id, kind, user_id = check.id, check.kind, check.user_id
    db.session.execute(delete(CheckWarning).where(CheckWarning.check_id == check_id))
    db.session.delete(check)
    db.session.flush()
    audit.record(
        actor, "checks:check:delete", KIND, check_id, before={"kind": kind, "user_id": user_id}
    )


@writes
def add_told_day(actor: Subject, day: date, people: str) -> ToldDay:
    """Keep a day that someone gives elsewhere, with whom and no more."""
    kinds.check_told_day(day, utcnow().date())
    told = ToldDay(user_id=actor.person_id, day=day, people=people)
    try:
        with db.session.begin_nested():
            db.session.add(told)
    except IntegrityError as error:
        raise DomainError(ALREADY, "day") from error
    audit.record(actor, "checks:day:add", "told_day", told.id, after={"people": people})
    return told


@writes
def remove_told_day(actor: Subject, told: ToldDay) -> None:
    """Take a told day back."""
    told_id = told.id
    db.session.delete(told)
    db.session.flush()
    audit.record(actor, "checks:day:remove", "told_day", told_id)


@writes
def warn_of_renewals() -> int:
    """Tell holders of checks that are to be renewed in 60, 30 or 7 days, each once; count them."""
    today, count = utcnow().date(), 0
    for check, sent in queries.list_to_warn(today):
        renew_on = check.renew_on or today
        days = kinds.due_warning(renew_on, today, sent)
        if days is None:
            continue
        db.session.add(CheckWarning(check_id=check.id, days=days, renew_on=renew_on, sent_on=today))
        emails.send_renewal(check, (renew_on - today).days)
        count += 1
    db.session.flush()
    return count


@writes
def forget_what_is_not_needed() -> int:
    """Delete checks, withdrawn consents and told days not needed for six months; count checks."""
    today, count, last_id = utcnow().date(), 0, 0
    while batch := queries.list_with_consents(last_id, BATCH):
        last_id = batch[-1][0].id
        for check, ends in batch:
            if kinds.is_to_be_forgotten(
                seen_on=check.seen_on, renew_on=check.renew_on, consents_end=ends, today=today
            ):
                delete_check(SYSTEM, check)
                count += 1
    oldest = kinds.oldest_told_day(today)
    db.session.execute(delete(ToldDay).where(ToldDay.day < oldest))
    db.session.execute(
        delete(CheckConsent).where(CheckConsent.withdrawn_at < utcnow() - (today - oldest))
    )
    db.session.execute(
        delete(CheckWarning).where(CheckWarning.renew_on < today - timedelta(days=1))
    )
    return count


@writes
def erase_person(user_id: int) -> None:
    """Delete all that is kept of one person here; for the day their account is erased."""
    for check in queries.list_own_checks(user_id):
        delete_check(SYSTEM, check)
    for model in (CheckConsent, ToldDay):
        db.session.execute(delete(model).where(model.user_id == user_id))


def _check_shared(actor: Subject, user_id: int, organisation_id: int) -> None:
    if actor.user_id == user_id:
        raise DomainError(OWN)
    if not has_consent(user_id, organisation_id):
        raise DomainError(NOT_SHARED)


def _acceptance(actor: Subject, organisation_id: int, today: date) -> CheckAcceptance:
    return CheckAcceptance(
        organisation_id=organisation_id, accepted_on=today, accepted_by_id=actor.user_id
    )


def _renewal(organisation: Organisation, answers: kinds.CheckAnswers) -> date | None:
    is_council = organisation.kind == OrganisationKind.AUTHORITY
    code = organisation.authority_code if is_council else None
    months = find_interval(code, answers.kind, answers.issued_on)
    return kinds.renewal_of(answers.kind, answers.issued_on, months)


def _record(actor: Subject, verb: str, check: Check, organisation_id: int) -> None:
    """Tell whoever subscribed; the log keeps what changed and for whom, never a certificate."""
    audit.record(
        actor,
        f"checks:check:{verb}",
        KIND,
        check.id,
        after={
            "kind": check.kind,
            "user_id": check.user_id,
            "organisation_id": organisation_id,
        },
    )
