"""Writing a brief, sharing it with colleagues, and everything until it looks for suppliers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from brokerage import audit
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import get_member
from brokerage.permissions import Subject
from brokerage.places.queries import FoundPlace, find_place
from brokerage.procurement.emails import briefs as emails
from brokerage.procurement.models import Brief, BriefShare
from brokerage.procurement.queries.answers import list_untold
from brokerage.procurement.queries.briefs import (
    find_authority_slug,
    find_empty_draft,
    get_locked_brief,
    list_briefs_to_close,
    list_share_ids,
)
from brokerage.procurement.rules import briefs as rules
from brokerage.procurement.rules.briefs import BriefStatus, Outcome, Step
from brokerage.procurement.rules.buyers import check_buyer, kind_of_buyer
from brokerage.procurement.rules.closing import check_closing, list_choosable, reason_for
from brokerage.procurement.service.answers import tell_results

KIND = "brief"
STEP_FIELDS: Mapping[str, tuple[str, ...]] = {
    Step.NEED: ("title", "need", "buyer_kind"),
    Step.CATEGORIES: ("categories",),
    Step.VALUE: ("value_pence", "needed_by"),
    Step.DELIVERY: (
        "is_delivered_remotely",
        "postcode",
        "place_name",
        "easting",
        "northing",
        "authority_slug",
    ),
    Step.SOCIAL_VALUE: ("social_values",),
    Step.VISIBILITY: ("visibility", "decide_by"),
}
"""What each step stores; a copy takes all of it along."""
OWN_WORDS = frozenset({"title", "need", "place_name"})
"""What stays out of the audit log: a brief may be private, and the log is read by others."""


@writes
def start_brief(actor: Subject, organisation: Organisation) -> Brief:
    """Begin a draft for an approved buyer; one's own that is still empty is taken up again."""
    check_buyer(organisation.status, organisation.kind)
    empty = find_empty_draft(actor.user_id, organisation.id)
    if empty is not None:
        return empty
    brief = Brief(
        organisation_id=organisation.id,
        created_by_id=actor.user_id,
        status=BriefStatus.DRAFT,
        buyer_kind=kind_of_buyer(organisation.kind),
        created_at=utcnow(),
    )
    db.session.add(brief)
    db.session.flush()
    after = {"organisation_id": organisation.id, "status": brief.status}
    audit.record(actor, "procurement:brief:start", KIND, brief.id, after=after)
    return brief


@writes
def save_brief_step(actor: Subject, brief: Brief, step: str, answers: Mapping[str, Any]) -> None:
    """Keep the answers of any step but the delivery's."""
    kept = {field: answers[field] for field in STEP_FIELDS[step] if field in answers}
    if step == Step.CATEGORIES:
        rules.check_confirmed(kept["categories"])
    if step == Step.VALUE:
        rules.check_needed_by(kept["needed_by"], utcnow().date())
    if step == Step.VISIBILITY:
        rules.check_decide_by(kept["visibility"], kept["decide_by"], utcnow().date())
    changed = _save(actor, brief, step, kept)
    if {"title", "need"} & changed and brief.status == BriefStatus.DRAFT:
        # Categories are confirmed for these words, so other words are asked about again.
        brief.answered = [each for each in brief.answered if each != Step.CATEGORIES]
        db.session.flush()


@writes
def save_brief_delivery(
    actor: Subject, brief: Brief, postcode: str, place_name: str, is_remote: bool
) -> FoundPlace | None:
    """Keep where it is delivered; return the place that the postcode stands for (None: remote)."""
    place = None if is_remote else find_place(postcode)
    answers = {
        "is_delivered_remotely": is_remote,
        "postcode": place.postcode if place else None,
        "place_name": "" if is_remote else place_name,
        "easting": place.easting if place else None,
        "northing": place.northing if place else None,
        "authority_slug": find_authority_slug(place.authority_code) if place else None,
    }
    _save(actor, brief, Step.DELIVERY, answers)
    return place


@writes
def finish_brief(actor: Subject, brief: Brief) -> None:
    """Say that the answers are right: suppliers can be looked for, and an open brief is read."""
    organisation = get_locked_brief(brief).organisation
    check_buyer(organisation.status, organisation.kind)
    rules.check_complete(brief.answered)
    # A draft may have lain for long, or be the copy of an old brief.
    today = utcnow().date()
    rules.check_needed_by(brief.needed_by, today)
    rules.check_decide_by(brief.visibility, brief.decide_by, today)
    move(actor, brief, BriefStatus.LOOKING, "finish")
    brief.opened_at = utcnow()
    db.session.flush()
    mark_changed(KIND, brief.id)


@writes
def share_brief(actor: Subject, brief: Brief, user_id: int) -> None:
    """Let a colleague read along, and tell them (NotFoundError for anyone else)."""
    rules.check_changeable(get_locked_brief(brief).status)
    colleague, _ = get_member(brief.organisation_id, user_id)
    if user_id == brief.created_by_id or user_id in list_share_ids(brief.id):
        raise DomainError("This colleague sees the brief already", "colleague")
    db.session.add(BriefShare(brief_id=brief.id, user_id=user_id, shared_at=utcnow()))
    db.session.flush()
    audit.record(actor, "procurement:brief:share", KIND, brief.id, after={"user_id": user_id})
    emails.send_shared(brief, colleague, actor.name)


@writes
def remove_share(actor: Subject, brief: Brief, user_id: int) -> None:
    """End it that a colleague reads along (NotFoundError where they do not)."""
    removed = db.session.execute(
        delete(BriefShare)
        .where(BriefShare.brief_id == brief.id, BriefShare.user_id == user_id)
        .returning(BriefShare.user_id)
    ).scalar()
    if removed is None:
        raise NotFoundError
    audit.record(
        actor, "procurement:brief:remove-share", KIND, brief.id, before={"user_id": user_id}
    )


@writes
def remove_shares_of(actor: Subject, organisation_id: int, user_id: int) -> None:
    """End every share of someone who is no member any more, so that a return revives none."""
    own = select(Brief.id).where(Brief.organisation_id == organisation_id)
    ended = db.session.scalars(
        delete(BriefShare)
        .where(BriefShare.user_id == user_id, BriefShare.brief_id.in_(own))
        .returning(BriefShare.brief_id)
    ).all()
    for brief_id in sorted(ended):
        audit.record(
            actor, "procurement:brief:remove-share", KIND, brief_id, before={"user_id": user_id}
        )


@writes
def copy_brief(actor: Subject, brief: Brief) -> Brief:
    """Begin a draft of one's own with the same answers; nobody is asked and nothing is shared."""
    organisation = get_locked_brief(brief).organisation
    check_buyer(organisation.status, organisation.kind)
    fields = [field for step in STEP_FIELDS.values() for field in step]
    copied = Brief(
        organisation_id=brief.organisation_id,
        created_by_id=actor.user_id,
        status=BriefStatus.DRAFT,
        created_at=utcnow(),
        answered=list(brief.answered),
        **{field: getattr(brief, field) for field in fields},
    )
    db.session.add(copied)
    db.session.flush()
    audit.record(actor, "procurement:brief:copy", KIND, copied.id, after={"of": brief.id})
    return copied


@writes
def delete_brief(actor: Subject, brief: Brief) -> None:
    """Take a draft away for good, with those who read along."""
    rules.check_deletable(get_locked_brief(brief).status)
    db.session.execute(delete(BriefShare).where(BriefShare.brief_id == brief.id))
    number = brief.id
    before = {"organisation_id": brief.organisation_id, "status": brief.status}
    db.session.delete(brief)
    db.session.flush()
    audit.record(actor, "procurement:brief:delete", KIND, number, before=before)


@writes
def close_brief(
    actor: Subject,
    brief: Brief,
    outcome: str,
    chosen_ids: Collection[int],
    *,
    reason_by_default: str | None = None,
    note: str = "",
) -> int:
    """Keep what became of it and tell every supplier that waits; return how many were told."""
    rules.check_looking(get_locked_brief(brief).status)
    can_be_chosen = list_choosable(list_untold(brief.id))
    check_closing(outcome, chosen_ids, can_be_chosen, reason_by_default)
    move(actor, brief, BriefStatus.CLOSED, "close", outcome=outcome)
    brief.outcome_note = note
    db.session.flush()
    mark_changed(KIND, brief.id)
    reason = reason_for(outcome, reason_by_default)
    return tell_results(actor, brief, outcome, chosen_ids, reason)


@writes
def close_briefs_of(actor: Subject, organisation_id: int) -> None:
    """Close everything of a buyer that leaves, so that no supplier waits for nobody."""
    for brief in list_briefs_to_close(organisation_id):
        close_brief(actor, brief, Outcome.NOT_NEEDED, ())


@writes
def move(actor: Subject, brief: Brief, then: str, verb: str, *, outcome: str | None = None) -> None:
    """Take the step on the live row, so that two people cannot take two different ones."""
    now = brief.status
    rules.check_transition(now, then)
    closing = {"closed_at": utcnow(), "outcome": outcome} if outcome else {}
    moved = db.session.execute(
        update(Brief)
        .where(Brief.id == brief.id, Brief.status == now)
        .values(status=then, **closing)
        .returning(Brief.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError("Someone else was quicker: this has changed in the meantime.")
    db.session.refresh(brief, ["status", "closed_at", "outcome"])
    audit.record(
        actor,
        f"procurement:brief:{verb}",
        KIND,
        brief.id,
        before={"status": now},
        after={"status": then} | ({"outcome": outcome} if outcome else {}),
    )


def _save(actor: Subject, brief: Brief, step: str, answers: Mapping[str, Any]) -> set[str]:
    """Keep the answers and return the names of those that are other than before."""
    rules.check_changeable(get_locked_brief(brief).status)
    before = {field: getattr(brief, field) for field in answers}
    for field, value in answers.items():
        setattr(brief, field, value)
    if step not in brief.answered:
        brief.answered = [*brief.answered, step]
    db.session.flush()
    changed = [field for field in answers if before[field] != answers[field]]
    if not changed:
        return set()
    audit.record(
        actor,
        "procurement:brief:edit",
        KIND,
        brief.id,
        before=_logged(before, changed),
        after=_logged(answers, changed) | {"changed": changed},
    )
    if brief.status == BriefStatus.LOOKING:
        mark_changed(KIND, brief.id)
    return set(changed)


def _logged(answers: Mapping[str, Any], changed: list[str]) -> dict[str, Any]:
    kept = {field: answers[field] for field in changed if field not in OWN_WORDS}
    return {
        field: value.isoformat() if isinstance(value, date) else value
        for field, value in kept.items()
    }
