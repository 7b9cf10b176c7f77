"""A seeker with what its text was read as, and which parts a score then has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from matching.closeness import Wanted
from matching.profile import Seeker
from matching.query import Concept, Pair
from matching.scoring import CONTENT, PARTS, unsaturated
from matching.suggest import Meaning

_ROUNDING = 1e-4  # by how much a bound on sums of float32 is set lower


@dataclass(frozen=True)
class Asked:
    """A seeker with what its text was read as, and how a match is assessed.

    `weights` by part; `floor` as the matcher has it; `bands` in miles, none for exact distances.
    """

    seeker: Seeker
    concepts: tuple[Concept, ...]
    pairs: tuple[Pair, ...]
    meanings: tuple[Meaning, ...]
    weights: Mapping[str, float]
    floor: float
    bands: tuple[int, ...]

    @cached_property
    def wanted(self) -> Wanted | None:
        """The vector of the text, None where it has none."""
        return Wanted.of(self.seeker.vector) if self.seeker.vector else None

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The parts asked for that say whether a candidate fits at all."""
        seeker = self.seeker
        given = {
            "words": seeker.text.strip(),
            "order": self.pairs,
            "meaning": self.wanted is not None,
            "categories": seeker.categories,
            "causes": seeker.causes,
            "skills": seeker.skills,
        }
        return tuple(name for name in CONTENT if given.get(name))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """All parts of a score, in their order; none for one who browses."""
        if self.seeker.browses:
            return ()
        others = {
            "times": bool(self.seeker.times),
            "place": self.seeker.place is not None,
            "evidence": True,
        }
        return tuple(name for name in PARTS if name in self.content or others.get(name))

    @cached_property
    def shares(self) -> dict[str, float]:
        """By part, the share of the score that it decides; what weighs 0 is no part."""
        total = sum(self.weights[name] for name in self.parts)
        return {name: self.weights[name] / total for name in self.parts if self.weights[name]}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The parts asked for that are held to the floor; order and meaning only order."""
        return tuple(name for name in self.content if name not in ("order", "meaning"))

    @cached_property
    def least_words(self) -> float:
        """The share of its words from which a row may fit that has nothing else asked for."""
        wanted = sum(self.weights[name] for name in self.needed)
        held = 1.0 if self.seeker.any_suffices else wanted / self.weights["words"]
        return unsaturated(self.floor * held) * (1 - _ROUNDING)
