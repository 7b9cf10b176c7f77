"""What became of every candidate of a ranking: a match, below the floor, or ruled out by what."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matching.accounted import Account, RuledOut
from matching.advice import ruled_out
from matching.assess import assess
from matching.matcher import Matcher
from matching.profile import Seeker
from matching.scoring import lowest


def account_of(
    matcher: Matcher, seeker: Seeker, weights: Mapping[str, float] | None, *, tie_seed: int
) -> Account:
    """Account for every profile that `rank` with the same arguments chose from.

    Raises what `rank` raises. The first rule that a profile does not pass is the one that counts.
    """
    snapshot = matcher.snapshot_
    bare = matcher.asked(snapshot, seeker.without_content, weights)
    every = assess(snapshot, bare, everywhere=True)
    fitting = assess(snapshot, matcher.asked(snapshot, seeker, weights), everywhere=True)
    ids = snapshot.ids_of(every.rows)
    names = dict(zip(ids.tolist(), snapshot.names_of(every.rows), strict=True))
    left, kept_out = np.ones(every.rows.size, np.bool_), []
    for rule, passed in every.rules.items():
        here = left & ~passed
        left &= passed
        if here.any():
            row = int(every.rows[np.flatnonzero(here)[0]])
            sentence = ruled_out(rule, seeker, snapshot.profile(row), matcher.wording)
            named = tuple((each, names[each]) for each in np.sort(ids[here]).tolist())
            kept_out.append(RuledOut(rule=rule, sentence=sentence, candidates=named))
    scored = fitting.scored(fitting.places)
    found = snapshot.ids_of(fitting.rows[scored.places])
    order = lowest(-scored.scores, found, seed=tie_seed, count=found.size)
    below = np.sort(np.setdiff1d(ids[left], found)).tolist()
    return Account(
        matches=tuple(
            (each, names[each], score)
            for each, score in zip(
                found[order].tolist(), scored.scores[order].tolist(), strict=True
            )
        ),
        below_floor=tuple((each, names[each]) for each in below),
        ruled_out=tuple(kept_out),
    )
