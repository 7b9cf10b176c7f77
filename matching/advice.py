"""Why a candidate was kept out, and what would find more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np

from matching.profile import Profile, Seeker
from matching.query import FEW_WORDS, Concept
from matching.sets import Mask
from matching.wording import Wording, count_of, miles


def ruled_out(rule: str, seeker: Seeker, profile: Profile, wording: Wording) -> str:
    """Say why a profile does not pass a hard rule."""
    own = {each.name: each.sentence for each in seeker.tag_rules}
    origin = seeker.place_label or "the place you gave"
    placed = wording.ruled_out_distance.format(miles(seeker.within_m or 0), origin)
    sentences = {
        "tags": wording.ruled_out_tags,
        "area": wording.ruled_out_area.format(seeker.serves_area),
        "distance": placed if profile.place else wording.ruled_out_unplaced,
        "reach": wording.ruled_out_reach.format(miles(profile.reach_m or 0), origin),
        "serves": seeker.serves.sentence if seeker.serves else "",
        "dates": wording.ruled_out_room if seeker.needs_room else wording.ruled_out_dates,
        "times": wording.ruled_out_times,
    }
    return (sentences | own)[rule]


def ways_to_widen(
    seeker: Seeker,
    wording: Wording,
    *,
    rules: Mapping[str, Mask],
    concepts: tuple[Concept, ...],
) -> tuple[str, ...]:
    """What would find more, each with how many; `rules` say which of the fitting rows pass."""
    allowed = reduce(np.logical_and, rules.values())
    sentences = []
    offers = {**wording.widen, **{each.name: each.widen for each in seeker.tag_rules}}
    for rule, sentence in offers.items():
        others = [passed for name, passed in rules.items() if name != rule]
        freed = reduce(np.logical_and, others, np.ones(allowed.size, np.bool_))
        more = int(np.count_nonzero(freed & ~allowed))
        if more and sentence:
            sentences.append(sentence.format(count_of(more, "more match", "es")))
    unknown = [concept.word for concept in concepts if not concept.alternatives]
    if unknown and len(concepts) <= FEW_WORDS and not seeker.any_suffices:
        sentences.append(f"Nothing mentions “{unknown[0]}”: try another word for it.")
    elif seeker.text.strip() and not concepts and not seeker.any_suffices:
        sentences.append("Say what you are looking for in a few more words.")
    if not sentences and not seeker.browses:
        sentences.append(wording.try_less)
    return tuple(sentences)
