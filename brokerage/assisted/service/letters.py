"""What cannot be mailed becomes a letter or a call; who posted or told it, and when."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import update

from brokerage import audit
from brokerage.assisted import rules
from brokerage.assisted.models import Letter
from brokerage.assisted.queries.people import find_person
from brokerage.assisted.service.acting import act_for
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.mail import Unmailed
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject

KIND = "letter"


@writes
def write_letter(unmailed: Unmailed) -> None:
    """Put what would have been an e-mail among the letters, or the calls.

    For somebody who was erased there is nothing to write.
    """
    person = find_person(unmailed.user_id)
    if person is None:
        return
    host = unmailed.context.get("host")
    base_url = current_app.extensions["config"].base_url
    db.session.add(
        Letter(
            user_id=person.user_id,
            organisation_id=host.id if isinstance(host, Organisation) else None,
            way=person.prefers,
            subject=unmailed.subject,
            body=rules.letter_of(unmailed.body, base_url),
            written_at=utcnow(),
        )
    )
    db.session.flush()


@writes
def mark_letter(actor: Subject, letter: Letter, outcome: str) -> None:
    """Keep that it was posted, told or is not needed (DomainError where it is marked already)."""
    acting = act_for(actor, letter.person)
    marked = db.session.execute(
        update(Letter)
        .where(Letter.id == letter.id, Letter.done_at.is_(None))
        .values(outcome=outcome, done_at=utcnow(), done_by_id=actor.user_id)
        .returning(Letter.id)
    ).scalar()
    db.session.refresh(letter)
    if marked is None:  # a colleague was quicker
        rules.check_outcome(letter.outcome)
    audit.record(acting, "assisted:letter:mark", KIND, letter.id, after={"outcome": outcome})


@writes
def mark_letters(actor: Subject, letters: list[Letter], outcome: str) -> int:
    """Mark a whole print at once; count those that nobody had marked in the meantime."""
    count = 0
    for letter in letters:
        try:
            mark_letter(actor, letter, outcome)
            count += 1
        except DomainError:
            continue
    return count


@writes
def reopen_letter(actor: Subject, letter: Letter) -> None:
    """Undo a mark that was wrong: it waits again."""
    acting, before = act_for(actor, letter.person), {"outcome": letter.outcome}
    letter.outcome = letter.done_at = letter.done_by_id = None
    db.session.flush()
    audit.record(acting, "assisted:letter:reopen", KIND, letter.id, before=before)
