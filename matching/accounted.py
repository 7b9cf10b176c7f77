"""What became of every candidate of a ranking, as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RuledOut:
    """One hard rule and those whom it was the first to keep out, as (id, name), by id."""

    rule: str
    sentence: str
    """As it was told of the first of them; sentences of a rule differ in distances alone."""
    candidates: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class Account:
    """Every candidate once: `matches` in order as (id, name, score), the others by id."""

    matches: tuple[tuple[int, str, float], ...]
    below_floor: tuple[tuple[int, str], ...]
    ruled_out: tuple[RuledOut, ...]

    @property
    def size(self) -> int:
        """How many candidates it accounts for."""
        others = sum(len(each.candidates) for each in self.ruled_out)
        return len(self.matches) + len(self.below_floor) + others
