"""What mentors and mentees have said of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels, list_categories
from brokerage.mentoring.models import MentoringProfile
from brokerage.mentoring.rules import profiles as rules
from brokerage.mentoring.rules.profiles import Side, Standing, Step, Way
from brokerage.places.queries import UNKNOWN_POSTCODE, FoundPlace, find_place_by_words
from brokerage.places.rules import clean_postcode, find_outcode, outcode_of

SCHEME = "topic"


@dataclass(frozen=True)
class Answer:
    """A question and its answer; None where there is none yet."""

    step: str
    question: str
    value: str | list[str] | None


def find_profile(user_id: int | None, side: str) -> MentoringProfile | None:
    """Return one side of a person, if they have begun it."""
    return db.session.get(MentoringProfile, (user_id, side)) if user_id else None


def get_profile(user_id: int | None, side: str) -> MentoringProfile:
    """Return one side of a person (NotFoundError)."""
    profile = find_profile(user_id, side)
    if profile is None:
        raise NotFoundError
    return profile


def get_band(user_id: int) -> str:
    """Return the age band that the account has (NotFoundError)."""
    band = db.session.scalars(select(User.age_band).where(User.id == user_id)).first()
    if band is None:
        raise NotFoundError
    return band


def get_standing(profile: MentoringProfile) -> Standing:
    """Return the live facts that decide whether this person can be in a pair."""
    return get_standing_in(profile, get_band(profile.user_id))


def get_standing_in(profile: MentoringProfile, band: str) -> Standing:
    """Return those facts, the age band being known."""
    is_placed = profile.easting is not None and profile.northing is not None
    return Standing(
        user_id=profile.user_id,
        band=band,
        ways=frozenset(profile.ways),
        point=(profile.easting or 0, profile.northing or 0) if is_placed else None,
        miles=profile.miles,
        is_complete=rules.next_step(profile.answered) is None,
        has_room=profile.taken < profile.places,
    )


def list_topic_choices() -> list[tuple[str, str]]:
    """Return the vetted topics as a form lists them: those of one group stand together."""
    topics = sorted(list_categories(SCHEME), key=lambda each: (each.group_label or "", each.label))
    return [(each.code, each.label) for each in topics]


def list_topic_labels(codes: list[str]) -> list[str]:
    """Return the topics by name."""
    return list(find_labels(SCHEME, codes).values()) if codes else []


def find_start(typed: str) -> FoundPlace:
    """Return the middle of the outward code of a postcode (DomainError on `postcode`)."""
    outcode = find_outcode(typed) or outcode_of(clean_postcode(typed))
    place = find_place_by_words(outcode)
    if place is None or place.label != outcode:
        raise DomainError(UNKNOWN_POSTCODE, "postcode")
    return place


def list_answers(profile: MentoringProfile) -> list[Answer]:
    """Return every answer in the order of the questions; one statement."""
    is_mentor = profile.side == Side.MENTOR
    about = "What you can help with" if is_mentor else "What you want help with"
    rows = [
        Answer(Step.TOPICS, about, list_topic_labels(profile.topics)),
        Answer(Step.TOPICS, "In your own words", profile.own_words or "Nothing added"),
        Answer(Step.WAYS, "How you can meet", _ways(profile)),
        Answer(Step.TIMES, "When you are free", rules.times_in_words(profile.day_parts)),
        Answer(Step.PACE, "How often", rules.PACE_LABELS.get(profile.pace or "", "")),
        Answer(Step.PACE, "How many meetings", str(profile.meetings or "")),
    ]
    if is_mentor:
        rows.append(Answer(Step.PACE, "How many mentees at once", str(profile.places)))
    done = set(profile.answered)
    return [row if row.step in done else Answer(row.step, row.question, None) for row in rows]


def _ways(profile: MentoringProfile) -> list[str]:
    lines = []
    for way in Way:
        if way not in profile.ways:
            continue
        label = rules.WAY_LABELS[way]
        if way == Way.IN_PERSON and profile.outcode:
            miles = f"{profile.miles} mile{'' if profile.miles == 1 else 's'}"
            label = f"{label}, up to {miles} from {profile.outcode}"
        lines.append(label)
    return lines
