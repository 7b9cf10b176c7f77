"""What a volunteer says of themselves: kept an answer at a time, and deleted whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.permissions import Subject
from brokerage.volunteering.models import CardInvitation, Volunteer
from brokerage.volunteering.queries.volunteers import find_start
from brokerage.volunteering.rules import volunteers as rules
from brokerage.volunteering.rules.volunteers import Step

KIND = "volunteer"


@writes
def save_volunteer_step(actor: Subject, step: str, answers: Mapping[str, Any]) -> Volunteer:
    """Keep the answer to one question; the first begins the profile. Returns the profile.

    The answers of each step: `causes`; `skills` and `own_words`; `day_parts`, `wants_one_off`
    and `wants_regular`; `postcode` (or an outward code, or ""), `starts_from`, `miles` and
    `takes_remote`; `is_shown_to_hosts`.
    """
    kept = _READERS[Step(step)](answers)
    volunteer = _find_or_begin(actor.person_id)
    was_shown = volunteer.is_shown_to_hosts
    for field, value in kept.items():
        setattr(volunteer, field, value)
    if step not in volunteer.answered:
        volunteer.answered = [*volunteer.answered, step]
    volunteer.updated_at = utcnow()
    db.session.flush()
    # What someone cares about and when they are out is theirs: the log keeps that it changed.
    after = kept if step == Step.CARD else {}
    audit.record(
        actor,
        "volunteering:volunteer:edit",
        KIND,
        volunteer.user_id,
        after={"step": step, **after},
    )
    if was_shown or volunteer.is_shown_to_hosts:
        mark_changed(KIND, volunteer.user_id)
    return volunteer


@writes
def delete_volunteer(actor: Subject) -> None:
    """Delete all answers, and invitations that were not answered; bookings stay as they are."""
    volunteer = db.session.get(Volunteer, actor.person_id, with_for_update=True)
    if volunteer is None:
        return
    db.session.execute(
        delete(CardInvitation).where(
            CardInvitation.user_id == volunteer.user_id, CardInvitation.answered_at.is_(None)
        )
    )
    db.session.delete(volunteer)
    db.session.flush()
    audit.record(actor, "volunteering:volunteer:delete", KIND, volunteer.user_id)
    mark_changed(KIND, volunteer.user_id)


def _find_or_begin(user_id: int) -> Volunteer:
    """Return the profile, locked: two pages saved at once must not lose each other's answer."""
    volunteer = db.session.get(Volunteer, user_id, with_for_update=True)
    if volunteer is not None:
        return volunteer
    now = utcnow()
    try:
        with db.session.begin_nested():
            db.session.add(Volunteer(user_id=user_id, created_at=now, updated_at=now))
    except IntegrityError:
        pass  # begun at the same moment on another page
    return db.session.get_one(Volunteer, user_id, with_for_update=True)


def _read_causes(answers: Mapping[str, Any]) -> dict[str, Any]:
    causes = sorted(set(answers["causes"]))
    rules.check_causes(causes)
    return {"causes": causes}


def _read_skills(answers: Mapping[str, Any]) -> dict[str, Any]:
    skills, own_words = sorted(set(answers["skills"])), answers.get("own_words", "")
    rules.check_skills(skills, own_words)
    return {"skills": skills, "own_words": own_words}


def _read_times(answers: Mapping[str, Any]) -> dict[str, Any]:
    kept = {field: answers[field] for field in ("day_parts", "wants_one_off", "wants_regular")}
    rules.check_times(
        kept["day_parts"],
        wants_one_off=kept["wants_one_off"],
        wants_regular=kept["wants_regular"],
    )
    return kept


def _read_place(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the outward code and its middle; the postcode itself is never stored."""
    typed, takes_remote = answers.get("postcode") or "", answers.get("takes_remote", False)
    starts_from, miles = answers.get("starts_from"), answers.get("miles")
    rules.check_reach(
        has_place=bool(typed), starts_from=starts_from, miles=miles, takes_remote=takes_remote
    )
    place = find_start(typed) if typed else None
    return {
        "outcode": place.label if place else None,
        "easting": place.easting if place else None,
        "northing": place.northing if place else None,
        "starts_from": starts_from if place else None,
        "miles": miles if place else None,
        "takes_remote": takes_remote,
    }


def _read_card(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {"is_shown_to_hosts": bool(answers["is_shown_to_hosts"])}


_READERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    Step.CAUSES: _read_causes,
    Step.SKILLS: _read_skills,
    Step.TIMES: _read_times,
    Step.PLACE: _read_place,
    Step.CARD: _read_card,
}
