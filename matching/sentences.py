"""The sentence of each part of a score besides words, for one profile."""

from __future__ import annotations

from matching.columns import category_fit
from matching.profile import Profile, Seeker, Times
from matching.suggest import Thesaurus, skill_key
from matching.times import spoken
from matching.wording import METRES_IN_A_MILE, Wording, count_of, listed, miles, quoted


def categories_sentence(
    profile: Profile, seeker: Seeker, wording: Wording, thesaurus: Thesaurus
) -> str:
    """Which categories fit, the best first."""
    fits = sorted(
        (
            (-category_fit(wanted, offered), thesaurus.label(offered), thesaurus.label(wanted))
            for wanted in seeker.categories
            for offered in profile.categories
        ),
    )
    if not fits or not fits[0][0]:
        return wording.no_category
    fit, offered, wanted = fits[0]
    if fit == -1:
        same = dict.fromkeys(label for value, label, _ in fits if value == -1)
        return wording.category.format(quoted(tuple(same)))
    return wording.near_category.format(offered, wanted)


def causes_sentence(
    profile: Profile, seeker: Seeker, wording: Wording, thesaurus: Thesaurus
) -> str:
    """Which of the causes it has."""
    shared = [thesaurus.label(c) for c in dict.fromkeys(seeker.causes) if c in profile.causes]
    return wording.cause.format(quoted(shared)) if shared else wording.no_cause


def skills_sentence(
    profile: Profile, seeker: Seeker, wording: Wording, thesaurus: Thesaurus
) -> str:
    """Which of the skills it has, or uses."""
    shared = [s for s in dict.fromkeys(seeker.skills) if s in profile.skills]
    if shared:
        return wording.skill.format(quoted([thesaurus.label(skill_key(s)) for s in shared]))
    return wording.no_skill if profile.skills else wording.no_skills_named


def lacking_sentence(
    profile: Profile, seeker: Seeker, wording: Wording, thesaurus: Thesaurus
) -> str:
    """The skills that are asked for and not there, where some of them are."""
    asked, given = seeker.skills, profile.skills
    if wording.uses_skills:
        asked, given = given, asked
    lacking = [thesaurus.label(skill_key(s)) for s in dict.fromkeys(asked) if s not in given]
    some = len(lacking) < len(set(asked))
    return wording.skills_lacking.format(quoted(lacking)) if lacking and some else ""


def times_sentence(profile: Profile, seeker: Seeker, wording: Wording) -> str:
    """When it is, or could be, at a time the seeker is free."""
    if profile.times is None:
        return wording.no_times
    if profile.times.occasions:
        return _dates_sentence(profile.times, seeker, wording)
    if not profile.times.day_parts:
        return wording.any_time
    shared = spoken(profile.times.day_parts & seeker.times)
    return wording.pattern_meets.format(listed(shared)) if shared else wording.no_pattern_meets


def _dates_sentence(times: Times, seeker: Seeker, wording: Wording) -> str:
    coming = [each.day_parts for each in times.occasions if seeker.counts(each)]
    whole = [parts for parts in coming if parts and parts <= seeker.times]
    partly = [parts & seeker.times for parts in coming if parts & seeker.times]
    if whole:
        return wording.dates_meet.format(listed(spoken(frozenset().union(*whole))))
    if partly:
        return wording.dates_meet_partly.format(listed(spoken(frozenset().union(*partly))))
    return wording.no_times if not all(coming) else wording.no_date_meets


def place_sentence(
    profile: Profile, seeker: Seeker, wording: Wording, distance_m: float | None
) -> str:
    """How far away it is, in a band where only that may be known."""
    if profile.place is None:
        return wording.remote if profile.is_remote else wording.no_place
    if distance_m is None:  # beyond the last band: without bands a place has a distance
        return wording.beyond.format(count_of(wording.bands[-1], "mile"))
    if wording.bands:
        return wording.within.format(count_of(round(distance_m / METRES_IN_A_MILE), "mile"))
    origin = seeker.place_label or "the place you gave"
    remote = wording.remote_too if profile.is_remote else ""
    return wording.distance.format(miles(distance_m), origin, remote)


def evidence_sentence(profile: Profile, seeker: Seeker, wording: Wording) -> str:
    """What of it was verified; where kinds were asked for, only of those, and how many."""
    if not seeker.evidence:
        return verified_sentence(profile, wording)
    labels = {e.kind: e.label for e in profile.evidence if e.is_verified}
    shared = {kind: labels[kind] for kind in seeker.evidence if kind in labels}
    if not shared:
        return wording.no_evidence_asked
    said = wording.evidence.format(quoted(tuple(shared.values())))
    asked = len(set(seeker.evidence))
    if len(shared) == asked:
        return said
    return f"{said} {wording.evidence_share.format(len(shared), asked)}"


def verified_sentence(profile: Profile, wording: Wording) -> str:
    """Everything that was verified."""
    labels = dict.fromkeys(e.label for e in profile.evidence if e.is_verified)
    return wording.evidence.format(quoted(tuple(labels))) if labels else wording.no_evidence


def further_missing(
    profile: Profile, seeker: Seeker, wording: Wording, thesaurus: Thesaurus
) -> list[str]:
    """What is missing beside whole parts: skills, and evidence that is no more than said."""
    verified = {e.kind for e in profile.evidence if e.is_verified}
    only_said = dict.fromkeys(
        e.label for e in profile.evidence if e.kind in seeker.evidence and e.kind not in verified
    )
    said = wording.only_said.format(quoted(tuple(only_said))) if only_said else ""
    lacking = lacking_sentence(profile, seeker, wording, thesaurus) if seeker.skills else ""
    return [sentence for sentence in (lacking, said) if sentence]
