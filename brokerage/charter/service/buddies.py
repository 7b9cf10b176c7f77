"""Buddies: asked with the reasons, joined by both sides' yes, ended by either."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.charter import emails
from brokerage.charter.models import BuddyPair, CharterTerm, TakenPledge
from brokerage.charter.queries import buddies as queries
from brokerage.charter.queries.terms import get_locked_term
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules import buddies as rules
from brokerage.charter.rules.buddies import PairStatus
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

KIND = "buddy_pair"
HAS_ONE = "There is a buddy for this pledge already, or somebody has been asked."
NOT_FIT = "This signatory cannot be asked now. Choose another."


@writes
def ask_for_buddy(actor: Subject, taken: TakenPledge, buddy_id: int, words: str) -> BuddyPair:
    """Ask a signatory that carries the pledge out: the asker's yes is in asking."""
    if taken.term.status != TermStatus.APPROVED:
        raise DomainError("Buddies are for pledges that are signed.")
    if queries.find_live_pair(taken.id) is not None:
        raise DomainError(HAS_ONE)
    fitting = {each.taken_pledge_id: each for each in _suggestions(taken)}
    if buddy_id not in fitting:
        raise DomainError(NOT_FIT)
    pair = BuddyPair(
        asker_id=taken.id,
        buddy_id=buddy_id,
        status=PairStatus.ASKED,
        reasons=list(fitting[buddy_id].reasons),
        words=words,
        asked_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(pair)
    except IntegrityError as error:
        raise DomainError(HAS_ONE) from error
    _record(actor, "ask", pair)
    emails.send_buddy_asked(queries.get_pair(pair.id))
    return pair


@writes
def answer_buddy(actor: Subject, pair: BuddyPair, *, is_yes: bool, answer: str) -> None:
    """Say yes, with how to get in touch, or no, with why."""
    pair = _move(pair, PairStatus.ACTIVE if is_yes else PairStatus.DECLINED)
    pair.answered_at = utcnow()
    pair.answer = answer
    db.session.flush()
    _record(actor, "accept" if is_yes else "decline", pair)
    emails.send_buddy_answered(pair, is_yes=is_yes)


@writes
def take_back_ask(actor: Subject, pair: BuddyPair) -> None:
    """Take an ask back that has no answer yet."""
    pair = _move(pair, PairStatus.TAKEN_BACK)
    pair.ended_at = utcnow()
    db.session.flush()
    _record(actor, "take-back", pair)
    emails.send_buddy_ended(pair)


@writes
def end_pair(actor: Subject, pair: BuddyPair, answer: str) -> None:
    """End a pair: either side, or a broker."""
    pair = _move(pair, PairStatus.ENDED)
    pair.ended_at = utcnow()
    pair.answer = answer
    db.session.flush()
    _record(actor, "end", pair)
    emails.send_buddy_ended(pair)


@writes
def end_pairs_of(actor: Subject, term: CharterTerm, answer: str) -> None:
    """End every pair that a term's pledges stand in, on either side."""
    term = get_locked_term(term.id)
    for pair in queries.list_live_pairs_of([each.id for each in term.pledges]):
        if pair.status == PairStatus.ASKED:
            take_back_ask(actor, pair)
        else:
            end_pair(actor, pair, answer)


def _suggestions(taken: TakenPledge) -> list[queries.Suggestion]:
    return queries.list_suggestions(taken, utcnow().date())


def _move(pair: BuddyPair, then: PairStatus) -> BuddyPair:
    pair = queries.get_locked_pair(pair.id)
    rules.check_step(pair.status, then)
    pair.status = then
    return pair


def _record(actor: Subject, verb: str, pair: BuddyPair) -> None:
    after = {"asker": pair.asker_id, "buddy": pair.buddy_id}
    audit.record(actor, f"charter:buddy:{verb}", KIND, pair.id, after=after)
