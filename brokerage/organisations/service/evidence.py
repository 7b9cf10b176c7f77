"""What an organisation can show beyond its own words, and who has seen it."""

from __future__ import annotations

from datetime import date

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations import emails, rules
from brokerage.organisations.models import Evidence, EvidenceWarning, Organisation
from brokerage.organisations.queries.member import list_evidence_to_mind
from brokerage.organisations.rules import evidence as evidence_rules
from brokerage.organisations.rules.evidence import NO_DETAILS, EvidenceDetails
from brokerage.permissions import SYSTEM, Subject

KIND = "organisation"


@writes
def state_evidence(
    actor: Subject,
    organisation: Organisation,
    kind: str,
    note: str,
    details: EvidenceDetails = NO_DETAILS,
) -> Evidence:
    """Add a self-declared fact; it shows as such and scores nothing until a broker has seen it.

    What has run out or could not be verified gives way to it. What is verified and will run
    out stays beside it until a broker has seen the new one.
    """
    rules.check_editable(organisation.status)
    today = utcnow().date()
    evidence_rules.check_details(details, today)
    link = _clean_link(details.link)
    for each in [each for each in organisation.evidence if each.kind == kind]:
        _make_room(actor, organisation, each, today)
    evidence = Evidence(
        organisation_id=organisation.id,
        kind=kind,
        note=note,
        stated_on=today,
        issuer=details.issuer,
        reference=details.reference,
        link=link,
        issued_on=details.issued_on,
        expires_on=details.expires_on,
    )
    organisation.evidence.append(evidence)
    db.session.flush()
    _record(actor, "organisations:evidence:state", organisation, evidence)
    return evidence


@writes
def remove_evidence(actor: Subject, organisation: Organisation, evidence: Evidence) -> None:
    """Take a fact back."""
    rules.check_editable(organisation.status)
    _record(actor, "organisations:evidence:remove", organisation, evidence)
    organisation.evidence.remove(evidence)
    db.session.flush()


@writes
def verify_evidence(
    actor: Subject,
    organisation: Organisation,
    evidence: Evidence,
    source: str,
    expires_on: date | None,
) -> None:
    """Say that a broker has seen the fact, where, and how long it holds."""
    today = utcnow().date()
    if expires_on is not None and expires_on <= today:
        raise DomainError("The end date must be in the future", "expires_on")
    evidence_rules.check_end_date(evidence.kind, expires_on)
    _take(evidence, today)
    _mark_verified(actor, organisation, evidence, source, expires_on)
    for older in [each for each in organisation.evidence if _gives_way(each, evidence)]:
        _take_out(actor, organisation, older)


@writes
def reject_evidence(
    actor: Subject, organisation: Organisation, evidence: Evidence, reason: str
) -> None:
    """Say that a broker looked and could not verify the fact, and why."""
    today = utcnow().date()
    _take(evidence, today)
    evidence.refused_on = today
    evidence.refusal_reason = reason
    db.session.flush()
    _record(actor, "organisations:evidence:reject", organisation, evidence)
    emails.send_evidence_not_verified(organisation, rules.EVIDENCE_LABELS[evidence.kind], reason)


@writes
def reopen_evidence(actor: Subject, organisation: Organisation, evidence: Evidence) -> None:
    """Put what could not be verified before a broker again: there is more to see."""
    if evidence.refused_on is None:
        return
    evidence.refused_on, evidence.refusal_reason = None, ""
    db.session.flush()
    _record(actor, "organisations:evidence:reopen", organisation, evidence)


@writes
def verify_registration(actor: Subject, organisation: Organisation, source: str) -> None:
    """Say that the broker found the number on its register, under this name."""
    if not organisation.registration_number:
        raise DomainError("There is no registration number to look up.")
    known = [e for e in organisation.evidence if e.kind == rules.EvidenceKind.REGISTRATION]
    evidence = known[0] if known else _add_registration(organisation)
    _mark_verified(actor, organisation, evidence, source, None)


@writes
def lapse_registration(actor: Subject, organisation: Organisation) -> None:
    """What was looked up under another name, kind or number is not verified any more."""
    for evidence in organisation.evidence:
        if evidence.kind == rules.EvidenceKind.REGISTRATION and evidence.verified_on:
            evidence.verified_on = None
            evidence.verified_by_id = None
            db.session.flush()
            _record(actor, "organisations:evidence:lapse", organisation, evidence)


@writes
def mind_evidence() -> int:
    """Tell organisations what runs out or has, each once, and have what has found as it is.

    What changes by the date alone reaches the matcher by this: the profile is read again.
    Returns how many mails there were reasons for.
    """
    today, count = utcnow().date(), 0
    for evidence, organisation in list_evidence_to_mind(today):
        expires_on = evidence.expires_on or today
        sent = {each.days for each in evidence.warnings if each.expires_on == expires_on}
        days = evidence_rules.due_warning(expires_on, today, sent)
        if days is None:
            continue
        evidence.warnings.append(EvidenceWarning(days=days, expires_on=expires_on, sent_on=today))
        db.session.flush()
        if days == evidence_rules.EXPIRED:
            _record(SYSTEM, "organisations:evidence:expire", organisation, evidence)
        emails.send_evidence_runs_out(organisation, evidence, has_run_out=expires_on < today)
        count += 1
    return count


def _clean_link(typed: str) -> str:
    try:
        return rules.clean_website(typed)
    except DomainError as error:
        raise DomainError(error.sentence, "link") from error


def _make_room(actor: Subject, organisation: Organisation, existing: Evidence, today: date) -> None:
    """Let what does not count any more go; what still waits or counts for ever is enough."""
    if existing.is_verified(today) and existing.expires_on is not None:
        return
    if existing.verified_on is None and existing.refused_on is None:
        raise DomainError("You have already told us about this one.", "kind")
    if existing.is_verified(today):
        raise DomainError("This one is verified and does not run out.", "kind")
    _take_out(actor, organisation, existing)


def _take_out(actor: Subject, organisation: Organisation, replaced: Evidence) -> None:
    _record(actor, "organisations:evidence:replace", organisation, replaced)
    organisation.evidence.remove(replaced)
    db.session.flush()


def _gives_way(older: Evidence, newer: Evidence) -> bool:
    return older.kind == newer.kind and older.id < newer.id


def _take(evidence: Evidence, today: date) -> None:
    """Lock the row and refuse where another broker has been quicker."""
    db.session.refresh(evidence, with_for_update=True)
    if not rules.waits_for_broker(
        evidence.verified_on, evidence.expires_on, evidence.refused_on, today
    ):
        raise DomainError("Someone else was quicker: this has been looked at in the meantime.")


def _mark_verified(
    actor: Subject,
    organisation: Organisation,
    evidence: Evidence,
    source: str,
    expires_on: date | None,
) -> None:
    evidence.verified_on = utcnow().date()
    evidence.verified_by_id = actor.user_id
    evidence.source = source
    evidence.expires_on = expires_on
    evidence.refused_on = None
    evidence.refusal_reason = ""
    db.session.flush()
    _record(actor, "organisations:evidence:verify", organisation, evidence)


def _add_registration(organisation: Organisation) -> Evidence:
    evidence = Evidence(
        organisation_id=organisation.id,
        kind=rules.EvidenceKind.REGISTRATION,
        stated_on=utcnow().date(),
    )
    organisation.evidence.append(evidence)
    db.session.flush()
    return evidence


def _record(actor: Subject, action: str, organisation: Organisation, evidence: Evidence) -> None:
    after = {
        "kind": evidence.kind,
        "note": evidence.note,
        "issuer": evidence.issuer,
        "source": evidence.source,
        "verified_on": evidence.verified_on.isoformat() if evidence.verified_on else None,
        "expires_on": evidence.expires_on.isoformat() if evidence.expires_on else None,
        "reason": evidence.refusal_reason,
    }
    audit.record(actor, action, KIND, organisation.id, after=after)
    if organisation.status == rules.Status.APPROVED:
        mark_changed(KIND, organisation.id)
