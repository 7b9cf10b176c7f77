"""What a mentor or a mentee says of themselves: kept an answer at a time, and deleted whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.matchmaking.service import mark_changed
from brokerage.mentoring.models import MentoringProfile
from brokerage.mentoring.queries.pairs import list_open_pairs_of
from brokerage.mentoring.queries.profiles import SCHEME, find_start, get_band
from brokerage.mentoring.rules import profiles as rules
from brokerage.mentoring.rules.pairs import PairStatus
from brokerage.mentoring.rules.profiles import Step, Way
from brokerage.mentoring.service.pairs import close_ask
from brokerage.permissions import Subject

KIND = "mentoring-profile"
STILL_MEETING = "You are in a mentoring pair that goes on. End it first."


@writes
def save_step(actor: Subject, side: str, step: str, answers: Mapping[str, Any]) -> MentoringProfile:
    """Keep the answer to one question; the first begins the profile. Adults only.

    The answers of each step: `topics` and `own_words`; `ways`, `postcode` and `miles`;
    `day_parts`; `pace`, `meetings` and, of a mentor, `places`.
    """
    user_id = actor.user_id or 0
    rules.check_adult(get_band(user_id))
    profile = _find_or_begin(user_id, side)
    for field, value in _READERS[Step(step)](profile, answers).items():
        setattr(profile, field, value)
    if step not in profile.answered:
        profile.answered = [*profile.answered, step]
    profile.updated_at = utcnow()
    db.session.flush()
    # What someone wants help with is theirs: the log keeps that it changed.
    after = {"side": side, "step": step}
    audit.record(actor, "mentoring:profile:edit", KIND, user_id, after=after)
    if profile.is_shown:
        mark_changed(side, user_id)
    return profile


@writes
def show_card(actor: Subject, profile: MentoringProfile, *, is_shown: bool) -> None:
    """Show the unnamed card to the other side, or hide it."""
    if is_shown:
        rules.check_adult(get_band(profile.user_id))
        rules.check_complete(profile.answered)
    before = profile.is_shown
    profile.is_shown = is_shown
    db.session.flush()
    audit.record(
        actor,
        f"mentoring:profile:{'show' if is_shown else 'hide'}",
        KIND,
        profile.user_id,
        before={"side": profile.side, "is_shown": before},
        after={"side": profile.side, "is_shown": is_shown},
    )
    mark_changed(profile.side, profile.user_id)


@writes
def delete_profile(actor: Subject, profile: MentoringProfile) -> None:
    """Delete one side's answers; asks are taken back or answered no, pairs must end first."""
    user_id, side = profile.user_id, profile.side
    open_pairs = list_open_pairs_of(user_id, side)
    if profile.taken or any(pair.status == PairStatus.ACTIVE for pair in open_pairs):
        raise DomainError(STILL_MEETING)
    for pair in open_pairs:
        close_ask(actor, pair, side)
    db.session.delete(profile)
    db.session.flush()
    audit.record(actor, "mentoring:profile:delete", KIND, user_id, before={"side": side})
    mark_changed(side, user_id)


def _find_or_begin(user_id: int, side: str) -> MentoringProfile:
    """Return the profile, locked: two pages saved at once must not lose each other's answer."""
    key = (user_id, side)
    profile = db.session.get(MentoringProfile, key, with_for_update=True)
    if profile is not None:
        return profile
    now = utcnow()
    fresh = MentoringProfile(user_id=user_id, side=side, created_at=now, updated_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        pass  # begun at the same moment on another page
    return db.session.get_one(MentoringProfile, key, with_for_update=True)


def _read_topics(profile: MentoringProfile, answers: Mapping[str, Any]) -> dict[str, Any]:
    topics = sorted(set(answers["topics"]))
    rules.check_topics(topics, find_labels(SCHEME, topics))
    return {"topics": topics, "own_words": answers.get("own_words", "")}


def _read_ways(profile: MentoringProfile, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the outward code and its middle, and only of those who meet in person."""
    ways, typed, miles = answers["ways"], answers.get("postcode") or "", answers.get("miles")
    rules.check_ways(ways, has_place=bool(typed), miles=miles)
    place = find_start(typed) if Way.IN_PERSON in ways else None
    return {
        "ways": [way.value for way in Way if way in ways],
        "outcode": place.label if place else None,
        "easting": place.easting if place else None,
        "northing": place.northing if place else None,
        "miles": miles if place else None,
    }


def _read_times(profile: MentoringProfile, answers: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_times(answers["day_parts"])
    return {"day_parts": list(answers["day_parts"])}


def _read_pace(profile: MentoringProfile, answers: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_meetings(answers["pace"], answers["meetings"])
    return {
        "pace": answers["pace"],
        "meetings": answers["meetings"],
        "places": rules.check_places(profile.side, answers.get("places"), profile.taken),
    }


_Reader = Callable[[MentoringProfile, Mapping[str, Any]], dict[str, Any]]
_READERS: Mapping[str, _Reader] = {
    Step.TOPICS: _read_topics,
    Step.WAYS: _read_ways,
    Step.TIMES: _read_times,
    Step.PACE: _read_pace,
}
