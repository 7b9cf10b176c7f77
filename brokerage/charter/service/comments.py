"""Comments of staff and unions: a link that needs no account, and answers in public."""

from __future__ import annotations

import base64
import hmac
from datetime import date

from flask import current_app

from brokerage import audit
from brokerage.charter import rules
from brokerage.charter.models import CharterComment, CharterTerm
from brokerage.charter.queries import comments as queries
from brokerage.charter.queries.terms import get_locked_term
from brokerage.charter.rules import comments as comment_rules
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import ANONYMOUS, Subject

KIND = "charter_term"
TOKEN_BYTES = 24


def make_token(term: CharterTerm) -> str:
    """Return what signs the share link of a term: it can be shown again, and made worthless."""
    secret: str = current_app.extensions["config"].secret_key
    message = f"charter-comments:{term.id}:{term.link_number}".encode()
    digest = hmac.digest(secret.encode(), message, "sha256")
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def is_token(term: CharterTerm, token: str) -> bool:
    """Say whether this opens the draft of a term."""
    return hmac.compare_digest(make_token(term), token)


@writes
def open_comments(actor: Subject, term: CharterTerm) -> None:
    """Take comments for some weeks, by a new link."""
    term = get_locked_term(term.id)
    if term.status not in rules.WRITABLE | {rules.TermStatus.SUBMITTED}:
        raise DomainError("Comments are for drafts: these pledges are signed.")
    term.link_number += 1
    term.comments_close_on = utcnow().date() + comment_rules.OPEN_FOR
    db.session.flush()
    audit.record(actor, "charter:comment:open", KIND, term.id)


@writes
def close_comments(actor: Subject, term: CharterTerm) -> None:
    """Take no more comments: the link is worthless from now on."""
    term = get_locked_term(term.id)
    term.link_number += 1
    term.comments_close_on = None
    db.session.flush()
    audit.record(actor, "charter:comment:close", KIND, term.id)


@writes
def add_comment(
    term: CharterTerm, commenter: str, words: str, taken_pledge_id: int | None
) -> CharterComment:
    """Take a comment. Who wrote it is not asked of anybody, and is not in the log either."""
    today: date = utcnow().date()
    term = get_locked_term(term.id)
    comment_rules.check_open(term.comments_close_on, today)
    comment_rules.check_room(queries.count_comments(term.id).total)
    if taken_pledge_id is not None and taken_pledge_id not in {each.id for each in term.pledges}:
        raise DomainError("Select one of the pledges", "about")
    comment = CharterComment(
        term_id=term.id,
        taken_pledge_id=taken_pledge_id,
        commenter=commenter,
        words=words,
        said_on=today,
    )
    db.session.add(comment)
    db.session.flush()
    audit.record(ANONYMOUS, "charter:comment:add", KIND, term.id)
    return comment


@writes
def answer_comment(
    actor: Subject, comment: CharterComment, answer: str, *, is_quoted: bool
) -> None:
    """Say what was done about it: it stands in public, beside the comment unless it must not."""
    if not answer.strip():
        raise DomainError("Say what you did about it, or why not", "answer")
    before = {"answer": comment.answer}
    comment.answer, comment.is_quoted = answer, is_quoted
    comment.answered_on = utcnow().date()
    db.session.flush()
    after = {"answer": answer, "is_quoted": is_quoted}
    audit.record(actor, "charter:comment:answer", KIND, comment.term_id, before=before, after=after)
