"""Purpose, capacity and social value; corrections; and "still right?" twice a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import check_editable, decide_by
from brokerage.passports import emails, rules
from brokerage.passports.models import CorrectionRequest, Passport
from brokerage.passports.queries.broker import count_open_corrections
from brokerage.passports.queries.passports import find_passport, list_to_ask_still_right
from brokerage.passports.service.locks import lock_organisation
from brokerage.permissions import Subject

KIND = "organisation"
AT_ONCE = 200


@writes
def save_passport(actor: Subject, organisation: Organisation, answers: Mapping[str, Any]) -> None:
    """Keep some of what is one of a kind: the columns in `answers`, and no others."""
    lock_organisation(organisation)
    check_editable(organisation.status)
    rules.check_band(answers.get("smallest_pounds"), answers.get("largest_pounds"))
    passport = _passport_of(organisation)
    before = {name: getattr(passport, name) for name in answers}
    for name, value in answers.items():
        setattr(passport, name, value)
    passport.updated_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        "passports:passport:save",
        KIND,
        organisation.id,
        before=before,
        after=dict(answers),
    )


@writes
def ask_for_correction(actor: Subject, organisation: Organisation, text: str) -> CorrectionRequest:
    """Tell the brokers that how buyers see this supplier is wrong."""
    lock_organisation(organisation)
    if count_open_corrections(organisation.id) >= rules.MOST_OPEN_CORRECTIONS:
        raise DomainError("Wait for an answer to what you have asked already.", "text")
    now = utcnow()
    request = CorrectionRequest(
        organisation_id=organisation.id, asked_by_id=actor.user_id or 0, text=text, asked_at=now
    )
    db.session.add(request)
    db.session.flush()
    audit.record(actor, "passports:correction:ask", KIND, organisation.id, after={"id": request.id})
    emails.send_correction_asked(organisation, request, decide_by(now.date()))
    return request


@writes
def answer_correction(actor: Subject, request: CorrectionRequest, answer: str) -> None:
    """Answer it, once; the members get the answer."""
    db.session.refresh(request, with_for_update=True)
    if request.answered_at is not None:
        raise DomainError("Someone else was quicker: this has an answer.")
    request.answer, request.answered_at = answer, utcnow()
    request.answered_by_id = actor.user_id
    db.session.flush()
    audit.record(
        actor,
        "passports:correction:answer",
        KIND,
        request.organisation_id,
        before={"id": request.id, "answer": None},
        after={"id": request.id, "answer": answer},
    )
    emails.send_correction_answered(request.organisation, request)


@writes
def ask_still_right() -> int:
    """Ask each organisation that said nothing for half a year whether all is still right, once."""
    today = utcnow().date()
    due = list_to_ask_still_right(today, AT_ONCE)
    for organisation, passport in due:
        (passport or _passport_of(organisation)).still_right_asked_on = today
        emails.send_still_right(organisation)
    db.session.flush()
    return len(due)


def _passport_of(organisation: Organisation) -> Passport:
    passport = find_passport(organisation.id)
    if passport is None:
        passport = Passport(organisation_id=organisation.id, updated_at=utcnow(), offers=[])
        db.session.add(passport)
        db.session.flush()
    return passport
