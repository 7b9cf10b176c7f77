"""What volunteers have said of themselves, and what hosts would see of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_

from brokerage.accounts.models import User
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels, list_categories
from brokerage.matchmaking.queries.suggestions import SuggestedCategory, suggest_categories
from brokerage.places.queries import UNKNOWN_POSTCODE, FoundPlace, find_place_by_words
from brokerage.places.rules import clean_postcode, find_outcode, outcode_of
from brokerage.volunteering.models import Volunteer
from brokerage.volunteering.rules import volunteers as rules
from brokerage.volunteering.rules.volunteers import Step

MOST_SUGGESTIONS = 8


@dataclass(frozen=True)
class Answer:
    """A question of the profile and its answer: text, lines, or None where there is none yet."""

    step: str
    question: str
    value: str | list[str] | None


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a host sees of a volunteer who opted in: no name, no place, no age, no own words."""

    causes: Sequence[str]
    skills: Sequence[str]
    times: Sequence[str]
    commitment: str
    takes_remote: bool


@dataclass(frozen=True, kw_only=True)
class SkillGroup:
    """Skills that stand together, each a code with its label."""

    label: str
    skills: Sequence[tuple[str, str]]


def find_volunteer(user_id: int) -> Volunteer | None:
    """Return the user's volunteer profile, if they have begun one."""
    return db.session.get(Volunteer, user_id)


def get_volunteer(user_id: int) -> Volunteer:
    """Return the user's volunteer profile (NotFoundError)."""
    volunteer = find_volunteer(user_id)
    if volunteer is None:
        raise NotFoundError
    return volunteer


def list_missing(volunteer: Volunteer) -> list[str]:
    """Return what has to be answered before anything can be suggested."""
    return rules.list_missing(
        causes=volunteer.causes,
        skills=volunteer.skills,
        day_parts=volunteer.day_parts,
        has_place=volunteer.outcode is not None,
        takes_remote=volunteer.takes_remote,
    )


def is_ready(volunteer: Volunteer) -> bool:
    """Say whether enough is answered to suggest something."""
    return not list_missing(volunteer)


def list_answers(volunteer: Volunteer) -> list[Answer]:
    """Return every answer in the order of the journey; 2 statements at most."""
    skills = list(find_labels("skill", volunteer.skills).values())
    rows = [
        Answer(Step.CAUSES, "What you care about", _labels_of("cause", volunteer.causes)),
        Answer(Step.SKILLS, "What you can do", skills or "None selected"),
        Answer(Step.SKILLS, "In your own words", volunteer.own_words or "None"),
        Answer(Step.TIMES, "When you are free", rules.times_in_words(volunteer.day_parts)),
        Answer(Step.TIMES, "How often", _commitment(volunteer)),
        Answer(Step.PLACE, "Where from, and how far", _reach(volunteer)),
        Answer(
            Step.CARD,
            "Unnamed card for hosts",
            "Yes, hosts may see it" if volunteer.is_shown_to_hosts else "No",
        ),
    ]
    answered = set(volunteer.answered)
    return [row if row.step in answered else Answer(row.step, row.question, None) for row in rows]


def get_card(volunteer: Volunteer) -> Card:
    """Return what a host would see of this volunteer; 2 statements at most."""
    return Card(
        causes=_labels_of("cause", volunteer.causes),
        skills=_labels_of("skill", volunteer.skills),
        times=rules.times_in_words(volunteer.day_parts),
        commitment=_commitment(volunteer),
        takes_remote=volunteer.takes_remote,
    )


def find_start(typed: str) -> FoundPlace:
    """Return the middle of the outward code of a postcode, or of one typed by itself.

    Raises DomainError on `postcode`. What follows the outward code goes no further than here.
    """
    outcode = find_outcode(typed) or outcode_of(clean_postcode(typed))
    place = find_place_by_words(outcode)
    if place is None or place.label != outcode:
        raise DomainError(UNKNOWN_POSTCODE, "postcode")
    return place


def list_cause_choices() -> list[tuple[str, str]]:
    """Return the vetted causes by label."""
    causes = list_categories("cause")
    return sorted(((each.code, each.label) for each in causes), key=lambda pair: pair[1])


def is_shown_to_hosts() -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a volunteer who opted in and whose account is in use."""
    return (
        Volunteer.is_shown_to_hosts.is_(True),
        or_(User.verified_at.is_not(None), User.email.is_(None)),
        User.suspended_at.is_(None),
    )


def list_skill_groups(left_out: Collection[str]) -> list[SkillGroup]:
    """Return the skills under their headings, without those shown already."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in sorted(list_categories("skill"), key=lambda skill: skill.label):
        if each.code not in left_out:
            groups.setdefault(each.group_label or "More skills", []).append((each.code, each.label))
    return [SkillGroup(label=label, skills=skills) for label, skills in sorted(groups.items())]


def list_offered_skills(own_words: str, chosen: Collection[str]) -> list[SuggestedCategory]:
    """Return what the words suggest, then what was chosen before."""
    found = {each.code: each for each in suggest_categories("skill", own_words, MOST_SUGGESTIONS)}
    for code, label in find_labels("skill", sorted(set(chosen) - set(found))).items():
        found[code] = SuggestedCategory(code, label, ())
    return list(found.values())


def _labels_of(scheme: str, codes: Collection[str]) -> list[str]:
    return list(find_labels(scheme, codes).values()) if codes else []


def _commitment(volunteer: Volunteer) -> str:
    return rules.commitment_in_words(
        wants_one_off=volunteer.wants_one_off, wants_regular=volunteer.wants_regular
    )


def _reach(volunteer: Volunteer) -> list[str]:
    lines = []
    if volunteer.outcode:
        start = rules.START_LABELS[str(volunteer.starts_from)].lower()
        miles = f"{volunteer.miles} {'mile' if volunteer.miles == 1 else 'miles'}"
        lines.append(f"Up to {miles} from {volunteer.outcode} ({start})")
    if volunteer.takes_remote:
        lines.append("Online or by phone")
    return lines
