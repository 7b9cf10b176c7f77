"""Handing an account to its person: a code on paper, an address, a link that proves it."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from brokerage import audit
from brokerage.accounts.queries import find_user_by_email
from brokerage.accounts.rules import LinkOverError, digest
from brokerage.accounts.service.offline import give_address
from brokerage.assisted import emails, rules
from brokerage.assisted.models import AssistedVolunteer, Letter, TakeOver
from brokerage.assisted.queries.people import find_person
from brokerage.assisted.service.acting import KIND, act_for
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import ANONYMOUS, Subject


@writes
def make_code(actor: Subject, person: AssistedVolunteer) -> str:
    """Return a new code as it is printed; an older one stops working. It is shown only now."""
    acting, now = act_for(actor, person), utcnow()
    _end_codes(person.user_id)
    letters = [secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH)]
    db.session.add(
        TakeOver(
            user_id=person.user_id,
            code_digest=digest("".join(letters)),
            made_by_id=actor.user_id or 0,
            made_at=now,
            expires_at=now + rules.CODE_LIFETIME,
        )
    )
    db.session.flush()
    audit.record(acting, "assisted:code:make", KIND, person.user_id)
    return rules.write_code(letters)


@writes
def use_code(code: str, email: str, password_hash: str) -> None:
    """Use a code up and mail a link to the address (DomainError on `code`).

    An address with an account is told so by mail, and the code can be used with another: what
    the page says does not depend on it.
    """
    now, token = utcnow(), secrets.token_urlsafe(32)
    is_known = find_user_by_email(email) is not None
    good = (
        TakeOver.code_digest == digest(rules.tidy_code(code)),
        TakeOver.ended_at.is_(None),
        TakeOver.expires_at > now,
    )
    used = update(TakeOver).where(*good)
    values = (
        {"expires_at": TakeOver.expires_at}
        if is_known
        else {
            "ended_at": now,
            "email": email,
            "password_hash": password_hash,
            "token_digest": digest(token),
            "token_expires_at": now + rules.LINK_LIFETIME,
        }
    )
    user_id = db.session.execute(used.values(values).returning(TakeOver.user_id)).scalar()
    if user_id is None or find_person(user_id) is None:
        raise DomainError(rules.CODE_REFUSED, "code")
    audit.record(ANONYMOUS, "assisted:code:use", KIND, user_id)
    if is_known:
        emails.send_address_taken(email)
    else:
        emails.send_take_over_link(email, token)


@writes
def confirm_take_over(token: str) -> None:
    """Make the account the person's own (LinkOverError; DomainError for a taken address).

    From here on they get e-mails: letters that wait are not needed, and nothing is kept of how
    they were reached before.
    """
    now = utcnow()
    row = db.session.execute(
        update(TakeOver)
        .where(
            TakeOver.token_digest == digest(token),
            TakeOver.confirmed_at.is_(None),
            TakeOver.token_expires_at > now,
        )
        .values(confirmed_at=now)
        .returning(TakeOver.id)
    ).scalar()
    person = find_person(db.session.get_one(TakeOver, row).user_id) if row else None
    if row is None or person is None:
        raise LinkOverError
    take_over = db.session.get_one(TakeOver, row)
    give_address(person.user, take_over.email or "", take_over.password_hash or "")
    take_over.email = take_over.password_hash = take_over.token_digest = None
    _stop_letters(person)
    audit.record(person.user.as_subject(), "assisted:person:take-over", KIND, person.user_id)
    emails.send_taken_over(person)


@writes
def _stop_letters(person: AssistedVolunteer) -> None:
    now = utcnow()
    db.session.execute(
        update(Letter)
        .where(Letter.user_id == person.user_id, Letter.done_at.is_(None))
        .values(outcome=rules.Outcome.NOT_NEEDED, done_at=now, done_by_id=person.user_id)
    )
    person.phone = person.phone_key = person.address = person.postcode = ""
    person.taken_over_at, person.looks_like_id = now, None
    _end_codes(person.user_id)
    db.session.flush()


@writes
def _end_codes(user_id: int) -> None:
    db.session.execute(
        update(TakeOver)
        .where(TakeOver.user_id == user_id, TakeOver.ended_at.is_(None))
        .values(ended_at=utcnow())
    )
