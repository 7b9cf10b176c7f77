"""Profiles and seekers as plain JSON values, and back again exactly: for keeping them.

`FORMAT` is in every value. A change to what is kept takes the next number, and the formats before
it stay readable, for what was kept with them: format 1 knew no vectors and no accepted texts.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date
from typing import Any

from matching.profile import (
    Evidence,
    Occasion,
    Place,
    Profile,
    Seeker,
    Serves,
    TagRule,
    Times,
)

FORMAT = 3
Plain = dict[str, Any]


def profile_as_plain(profile: Profile) -> Plain:
    """A profile as JSON can hold it; the order of its fields is kept."""
    return {
        "format": FORMAT,
        "id": profile.id,
        "name": profile.name,
        "fields": [list(pair) for pair in profile.fields.items()],
        "categories": list(profile.categories),
        "causes": list(profile.causes),
        "skills": list(profile.skills),
        "times": _times_as_plain(profile.times) if profile.times else None,
        "place": _place_as_plain(profile.place),
        "reach_m": profile.reach_m,
        "areas": sorted(profile.areas),
        "is_remote": profile.is_remote,
        "evidence": [[e.kind, e.label, e.is_verified] for e in profile.evidence],
        "tags": sorted(profile.tags),
        "accepted": list(profile.accepted),
        "vectors": [_bytes_as_plain(each) for each in profile.vectors],
    }


def profile_from_plain(plain: Mapping[str, Any]) -> Profile:
    """The profile that was made plain; ValueError for a format that is not known."""
    _check_format(plain)
    return Profile(
        id=plain["id"],
        name=plain["name"],
        fields=dict(plain["fields"]),
        categories=tuple(plain["categories"]),
        causes=tuple(plain["causes"]),
        skills=tuple(plain["skills"]),
        times=_times_from_plain(plain["times"]) if plain["times"] else None,
        place=_place_from_plain(plain["place"]),
        reach_m=plain["reach_m"],
        areas=frozenset(plain["areas"]),
        is_remote=plain["is_remote"],
        evidence=tuple(Evidence(*each) for each in plain["evidence"]),
        tags=frozenset(plain["tags"]),
        accepted=tuple(plain.get("accepted", ())),
        vectors=tuple(b64decode(each) for each in plain.get("vectors", ())),
    )


def seeker_as_plain(seeker: Seeker) -> Plain:
    """A seeker as JSON can hold it."""
    return {
        "format": FORMAT,
        "text": seeker.text,
        "categories": list(seeker.categories),
        "causes": list(seeker.causes),
        "skills": list(seeker.skills),
        "evidence": list(seeker.evidence),
        "times": sorted(seeker.times),
        "times_required": seeker.times_required,
        "today": _day_as_plain(seeker.today),
        "from_day": _day_as_plain(seeker.from_day),
        "to_day": _day_as_plain(seeker.to_day),
        "needs_room": seeker.needs_room,
        "place": _place_as_plain(seeker.place),
        "place_label": seeker.place_label,
        "within_m": seeker.within_m,
        "serves_area": seeker.serves_area,
        "serves": _serves_as_plain(seeker.serves) if seeker.serves else None,
        "all_tags": sorted(seeker.all_tags),
        "any_tags": [sorted(choice) for choice in seeker.any_tags],
        "no_tags": sorted(seeker.no_tags),
        "tag_rules": [_rule_as_plain(rule) for rule in seeker.tag_rules],
        "any_suffices": seeker.any_suffices,
        "vector": _bytes_as_plain(seeker.vector),
        "near_words": [list(each) for each in seeker.near_words],
    }


def seeker_from_plain(plain: Mapping[str, Any]) -> Seeker:
    """The seeker that was made plain; ValueError for a format that is not known."""
    _check_format(plain)
    return Seeker(
        text=plain["text"],
        categories=tuple(plain["categories"]),
        causes=tuple(plain["causes"]),
        skills=tuple(plain["skills"]),
        evidence=tuple(plain["evidence"]),
        times=frozenset(plain["times"]),
        times_required=plain["times_required"],
        today=_day_from_plain(plain["today"]),
        from_day=_day_from_plain(plain["from_day"]),
        to_day=_day_from_plain(plain["to_day"]),
        needs_room=plain["needs_room"],
        place=_place_from_plain(plain["place"]),
        place_label=plain["place_label"],
        within_m=plain["within_m"],
        serves_area=plain["serves_area"],
        serves=_serves_from_plain(plain["serves"]) if plain["serves"] else None,
        all_tags=frozenset(plain["all_tags"]),
        any_tags=tuple(frozenset(choice) for choice in plain["any_tags"]),
        no_tags=frozenset(plain["no_tags"]),
        tag_rules=tuple(_rule_from_plain(rule) for rule in plain["tag_rules"]),
        any_suffices=plain["any_suffices"],
        vector=b64decode(plain.get("vector", "")),
        near_words=tuple(
            (one, other, weight) for one, other, weight in plain.get("near_words", ())
        ),
    )


def _check_format(plain: Mapping[str, Any]) -> None:
    if not 1 <= plain["format"] <= FORMAT:
        raise ValueError(f"Format {plain['format']} of a kept profile or seeker is not known.")


def _bytes_as_plain(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _place_as_plain(place: Place | None) -> list[float] | None:
    return [place.easting, place.northing] if place else None


def _place_from_plain(plain: list[float] | None) -> Place | None:
    return Place(*plain) if plain else None


def _day_as_plain(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_from_plain(plain: str | None) -> date | None:
    return date.fromisoformat(plain) if plain else None


def _times_as_plain(times: Times) -> Plain:
    return {
        "day_parts": sorted(times.day_parts),
        "occasions": [
            [each.day.isoformat(), sorted(each.day_parts), each.has_room]
            for each in times.occasions
        ],
        "has_room": times.has_room,
    }


def _times_from_plain(plain: Plain) -> Times:
    occasions = tuple(
        Occasion(date.fromisoformat(day), frozenset(day_parts), has_room)
        for day, day_parts, has_room in plain["occasions"]
    )
    return Times(frozenset(plain["day_parts"]), occasions, plain["has_room"])


def _serves_as_plain(rule: Serves) -> Plain:
    return {
        "sentence": rule.sentence,
        "areas": sorted(rule.areas),
        "by_reach": rule.by_reach,
        "within_m": rule.within_m,
        "remotely": rule.remotely,
    }


def _serves_from_plain(plain: Plain) -> Serves:
    return Serves(
        sentence=plain["sentence"],
        areas=frozenset(plain["areas"]),
        by_reach=plain["by_reach"],
        within_m=plain["within_m"],
        remotely=plain["remotely"],
    )


def _rule_as_plain(rule: TagRule) -> Plain:
    return {
        "name": rule.name,
        "sentence": rule.sentence,
        "any_of": sorted(rule.any_of),
        "none_of": sorted(rule.none_of),
        "widen": rule.widen,
    }


def _rule_from_plain(plain: Plain) -> TagRule:
    return TagRule(
        name=plain["name"],
        sentence=plain["sentence"],
        any_of=frozenset(plain["any_of"]),
        none_of=frozenset(plain["none_of"]),
        widen=plain["widen"],
    )
