"""Signing: a draft is begun, written, sent, taken back; later renewed or left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.charter import emails, rules
from brokerage.charter.models import CharterTerm, Pledge, Signatory, TakenPledge
from brokerage.charter.queries import terms as queries
from brokerage.charter.queries.catalogue import list_pledges_by_id
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules.signing import missing_steps
from brokerage.charter.rules.terms import can_renew
from brokerage.charter.service.buddies import end_pairs_of
from brokerage.charter.service.leads import forget_leads
from brokerage.charter.service.scheduling import drop_check_ins
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject

KIND = "charter_term"
BEGUN = "There is a sign-up already. Carry on with it."


@dataclass(frozen=True, kw_only=True)
class PledgeAnswers:
    """What is asked of each pledge."""

    voice: str
    lead_post: str
    policy: str
    baseline: Decimal | None
    target: Decimal
    unit: str
    is_published: bool
    is_buddy_wanted: bool
    is_buddy_offered: bool


@writes
def start_term(actor: Subject, organisation: Organisation | None) -> CharterTerm:
    """Begin a sign-up for an organisation, or for the person who asks."""
    organisation_id = organisation.id if organisation is not None else None
    user_id = None if organisation is not None else actor.user_id
    signatory = _signatory(organisation_id, user_id)
    written = queries.find_written_term(signatory.id)
    if written is not None:
        return written
    if queries.find_term_in_force(signatory.id, utcnow().date()) is not None:
        raise DomainError("This signatory has signed already.", "signs")
    voices = [] if organisation is not None else [str(rules.Voice.INDIVIDUAL)]
    return _add_term(actor, signatory, voices=voices)


@writes
def answer_voices(actor: Subject, term: CharterTerm, voices: Sequence[str]) -> None:
    """Say in which voices the signatory speaks; pledges in others fall away."""
    term = _writable(term)
    rules.check_voices(voices, is_person=term.signatory.user_id is not None)
    term.voices = list(voices)
    for taken in list(term.pledges):
        if taken.voice not in voices:
            taken.is_complete = False
    db.session.flush()
    _record(actor, "edit", term, voices=list(voices))


@writes
def show_as(actor: Subject, term: CharterTerm, shown_name: str) -> None:
    """Say under which name a person is shown; none is “a resident”."""
    term = _writable(term)
    term.signatory.shown_name = shown_name
    db.session.flush()
    _record(actor, "edit", term)


@writes
def choose_pledges(actor: Subject, term: CharterTerm, pledge_ids: Collection[int]) -> None:
    """Take pledges of the catalogue: exactly these, beside the signatory's own ones."""
    term = _writable(term)
    if len(pledge_ids) > rules.MOST_PLEDGES:
        raise DomainError(f"Take {rules.MOST_PLEDGES} pledges or fewer", "pledges")
    taken = {each.pledge_id: each for each in term.pledges if each.pledge_id is not None}
    for pledge_id, each in taken.items():
        if pledge_id not in pledge_ids:
            term.pledges.remove(each)
    for pledge in list_pledges_by_id([each for each in pledge_ids if each not in taken]):
        term.pledges.append(_take(pledge, term.voices))
    db.session.flush()
    _record(actor, "choose-pledges", term, pledges=sorted(pledge_ids))


@writes
def add_own_pledge(
    actor: Subject, term: CharterTerm, words: str, theme_code: str, unit: str
) -> TakenPledge:
    """Pledge something that is not in the catalogue."""
    term = _writable(term)
    if len(term.pledges) >= rules.MOST_PLEDGES:
        raise DomainError(f"Take {rules.MOST_PLEDGES} pledges or fewer")
    taken = TakenPledge(
        own_words=words,
        theme_code=theme_code,
        voice=_first_voice(term.voices),
        source=rules.EvidenceSource.OWN_RECORD,
        source_codes=[],
        unit=unit,
    )
    term.pledges.append(taken)
    db.session.flush()
    _record(actor, "add-own-pledge", term, words=words)
    return taken


@writes
def remove_pledge(actor: Subject, taken: TakenPledge) -> None:
    """Take a pledge out of a draft."""
    term = _writable(taken.term)
    words = taken.words
    term.pledges.remove(taken)
    db.session.flush()
    _record(actor, "remove-pledge", term, words=words)


@writes
def answer_pledge(actor: Subject, taken: TakenPledge, answers: PledgeAnswers) -> None:
    """Say who leads a pledge, from where to where, and what may be shown."""
    term = _writable(taken.term)
    offered = taken.pledge.voices if taken.pledge is not None else ()
    rules.check_voice(answers.voice, term.voices, offered)
    rules.check_post(answers.lead_post)
    for name, value in asdict(answers).items():
        if name != "unit" or taken.pledge is None:
            setattr(taken, name, value)
    taken.is_complete = True
    db.session.flush()
    _record(actor, "edit-pledge", term, pledge=taken.id)


@writes
def answer_notes(actor: Subject, term: CharterTerm, risk_note: str, equality_note: str) -> None:
    """Say what could go wrong, and whom it touches differently."""
    term = _writable(term)
    term.risk_note, term.equality_note = risk_note, equality_note
    db.session.flush()
    _record(actor, "edit", term)


@writes
def submit_term(actor: Subject, term: CharterTerm) -> None:
    """Send it to a broker."""
    term = queries.get_locked_term(term.id)
    missing = missing_steps(term.voices, term.pledges, term.risk_note, term.equality_note)
    if missing:
        raise DomainError(f"Not finished yet: {', '.join(missing).lower()}.")
    _move(term, TermStatus.SUBMITTED)
    term.submitted_at = utcnow()
    db.session.flush()
    _record(actor, "submit", term)
    emails.send_submitted(term)


@writes
def withdraw_term(actor: Subject, term: CharterTerm) -> None:
    """Take a sign-up back before it is signed."""
    term = queries.get_locked_term(term.id)
    _move(term, TermStatus.WITHDRAWN)
    term.comments_close_on = None
    db.session.flush()
    _record(actor, "withdraw", term)


@writes
def renew_term(actor: Subject, term: CharterTerm) -> CharterTerm:
    """Begin the next twelve months, with everything carried over."""
    if term.status not in rules.PUBLISHED or term.ends_on is None:
        raise DomainError("Only what was signed can be renewed.")
    if not can_renew(term.ends_on, utcnow().date()):
        raise DomainError("It can be renewed in its last 60 days.")
    written = queries.find_written_term(term.signatory_id)
    if written is not None:
        return written
    last = queries.find_last_term(term.signatory_id)
    if last is not None and last.number > term.number and last.status == TermStatus.APPROVED:
        raise DomainError("It has been renewed already.")
    renewed = _add_term(
        actor,
        term.signatory,
        voices=list(term.voices),
        risk_note=term.risk_note,
        equality_note=term.equality_note,
        renews_id=term.id,
    )
    for taken in term.pledges:
        if taken.pledge is None or taken.pledge.retired_on is None:
            renewed.pledges.append(_carry(taken))
    db.session.flush()
    return renewed


@writes
def leave_charter(actor: Subject, term: CharterTerm, reason: str) -> None:
    """Leave before the twelve months are over: nothing is shown from now on."""
    rules.check_reason(reason)
    term = queries.get_locked_term(term.id)
    _move(term, TermStatus.LEFT)
    term.reason = reason
    drop_check_ins(term.id)
    end_pairs_of(actor, term, "One side has left the charter")
    forget_leads(term.id)
    db.session.flush()
    _record(actor, "leave", term, reason=reason)
    emails.send_left(term)


def _signatory(organisation_id: int | None, user_id: int | None) -> Signatory:
    found = queries.find_signatory(organisation_id, user_id)
    if found is not None:
        return found
    signatory = Signatory(organisation_id=organisation_id, user_id=user_id, created_at=utcnow())
    try:
        with db.session.begin_nested():
            db.session.add(signatory)
    except IntegrityError as error:
        raise DomainError(BEGUN, "signs") from error
    return signatory


def _add_term(actor: Subject, signatory: Signatory, **fields: object) -> CharterTerm:
    last = queries.find_last_term(signatory.id)
    term = CharterTerm(
        signatory=signatory,
        number=last.number + 1 if last is not None else 1,
        status=TermStatus.DRAFT,
        created_at=utcnow(),
        **fields,
    )
    try:
        with db.session.begin_nested():
            db.session.add(term)
    except IntegrityError as error:
        raise DomainError(BEGUN, "signs") from error
    _record(actor, "start", term)
    return term


def _writable(term: CharterTerm) -> CharterTerm:
    locked = queries.get_locked_term(term.id)
    rules.check_writable(locked.status)
    return locked


def _move(term: CharterTerm, then: TermStatus) -> None:
    rules.check_transition(term.status, then)
    term.status = then


def _take(pledge: Pledge, voices: Sequence[str]) -> TakenPledge:
    return TakenPledge(
        pledge=pledge,
        theme_code=pledge.theme_code,
        voice=_first_voice([each for each in voices if each in pledge.voices] or pledge.voices),
        source=pledge.source,
        source_codes=list(pledge.source_codes),
        unit=pledge.unit,
    )


def _carry(taken: TakenPledge) -> TakenPledge:
    """The same pledge for the next year: it starts where the last one ended."""
    return TakenPledge(
        pledge_id=taken.pledge_id,
        own_words=taken.own_words,
        theme_code=taken.theme_code,
        voice=taken.voice,
        source=taken.source,
        source_codes=list(taken.source_codes),
        unit=taken.unit,
        lead_post=taken.lead_post,
        policy=taken.policy,
        baseline=taken.value if taken.value is not None else taken.baseline,
        target=taken.target,
        is_published=taken.is_published,
        is_buddy_offered=taken.is_buddy_offered,
        is_complete=taken.is_complete,
        carried_from_id=taken.id,
    )


def _first_voice(voices: Sequence[str]) -> str:
    return voices[0] if voices else str(rules.Voice.ORGANISATION)


def _record(actor: Subject, verb: str, term: CharterTerm, **after: object) -> None:
    audit.record(actor, f"charter:term:{verb}", KIND, term.id, after=after)
