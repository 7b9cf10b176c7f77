"""Which organisation a printed name means: sure enough to be taken, or a question to a person.

Names are compared with the few organisations that share a rare word or a beginning with them
(blocking), in batches by rapidfuzz. A likeness alone is never enough: a name is taken only where
every word that tells is on both sides, so that sister companies and branches stay apart.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from brokerage.spend.rules.names import PLACES, Name, is_person, read_names
from brokerage.spend.rules.values import is_kept_back

BATCH = 20_000
MOST_COMPARED = 20
MOST_ASKED = 3
ASK_FROM = 80.0
"""Of 100: the likeness from which a person is asked."""
RARE_SHARE = 0.01
RARE_LEAST = 60
LONGEST_WHOLE = 28
"""Ledgers cut names at 30 letters or so; from here on a name may be half a name."""
LEAST_OF_CUT = 0.8

_SAYS_LITTLE = PLACES | frozenset(
    """
    services group solutions company limited management systems association council trust
    partnership partners centre community house housing homes property properties school
    university college training consulting consultants construction building builders
    """.split()
)


@dataclass(frozen=True)
class Known:
    """An organisation that may be meant. Of some the branches are bodies of their own."""

    id: int
    name: str
    has_branches: bool = False


@dataclass(frozen=True)
class Candidate:
    """An organisation that may be the one printed, how alike to 100, and what differs."""

    organisation_id: int
    likeness: float
    reason: str


@dataclass(frozen=True)
class Resolution:
    """The organisation that is taken, or those that a person is asked about, the likest first."""

    organisation_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class _Entry:
    """One of the names of an organisation."""

    known: Known
    name: Name


class Resolver:
    """Finds organisations by printed names."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._entries = [
            _Entry(each, name)
            for each in sorted(known, key=lambda one: one.id)
            for name in read_names(each.name)
        ]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_block: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self._entries):
            for word in {*entry.name.words, *entry.name.places}:
                self._by_word[word].append(number)
            for block in _blocks_of(entry.name):
                self._by_block[block].append(number)
        self._most = max(RARE_LEAST, int(len(self._entries) * RARE_SHARE))

    def resolve(self, printed: Sequence[str]) -> list[Resolution]:
        """Return for each printed name what it means; a person or a gap means nobody."""
        found: list[Resolution] = []
        waiting = iter(printed)
        while batch := list(islice(waiting, BATCH)):
            found += self._resolve_batch(batch)
        return found

    def _resolve_batch(self, printed: Sequence[str]) -> list[Resolution]:
        pairs: list[tuple[int, Name, int]] = []
        for number, written in enumerate(printed):
            if not is_kept_back(written) and not is_person(written):
                pairs += ((number, name, at) for name, at in self._pairs_of(written))
        left = [name.key for _, name, _ in pairs]
        right = [self._entries[at].name.key for _, _, at in pairs]
        sorts = process.cpdist(left, right, scorer=fuzz.token_sort_ratio) if pairs else ()
        sets = process.cpdist(left, right, scorer=fuzz.token_set_ratio) if pairs else ()
        judged: dict[int, list[tuple[float, Name, int]]] = defaultdict(list)
        for pair, whole, part in zip(pairs, sorts, sets, strict=True):
            number, name, at = pair
            likeness = max(float(whole), 0.9 * float(part))
            is_alike = likeness >= ASK_FROM or name.squashed == self._entries[at].name.squashed
            if is_alike or self._is_cut(printed[number], name, at):
                judged[number].append((likeness, name, at))
        return [
            self._decide(written, judged.get(number, [])) for number, written in enumerate(printed)
        ]

    def _pairs_of(self, written: str) -> Iterator[tuple[Name, int]]:
        """Yield the names that a printed one is worth comparing with, the likeliest first."""
        for name in read_names(written):
            shared: Counter[int] = Counter()
            for word in {*name.words, *name.places}:
                entries = self._by_word.get(word, ())
                if 0 < len(entries) <= self._most:
                    weight = 1 + math.log(len(self._entries) / len(entries))
                    for at in entries:
                        shared[at] += weight  # type: ignore[assignment]  # it counts in parts
            for block in _blocks_of(name):
                for at in self._by_block.get(block, ())[: self._most]:
                    shared[at] += 3
            for at, _ in shared.most_common(MOST_COMPARED):
                yield name, at

    def _is_cut(self, written: str, name: Name, at: int) -> bool:
        """Say whether the printed name may be the other, cut short by a ledger."""
        other = self._entries[at].name
        whole = other.squashed
        return (
            len(written.strip()) >= LONGEST_WHOLE
            and name.words[-1] not in other.words  # what ends with a whole word is no cut
            and whole.startswith(name.squashed)
            and len(name.squashed) >= LEAST_OF_CUT * len(whole)
        )

    def _decide(self, written: str, judged: list[tuple[float, Name, int]]) -> Resolution:
        best: dict[int, tuple[int, float, str]] = {}
        for likeness, name, at in judged:
            entry = self._entries[at]
            rank, reason = self._compare(written, name, entry, at)
            was = best.get(entry.known.id)
            if was is None or (rank, likeness) > was[:2]:
                best[entry.known.id] = (rank, likeness, reason)
        top = max((rank for rank, _, _ in best.values()), default=0)
        sure = [each for each, (rank, _, _) in best.items() if rank == top and rank > 0]
        # A trading name may be another body's: two that are sure are a question.
        certain = [each for each, (rank, _, _) in best.items() if rank >= _SAME]
        if len(sure) == 1 and len(certain) <= 1:
            return Resolution(organisation_id=sure[0])
        ordered = sorted(best.items(), key=lambda each: (-each[1][0], -each[1][1], each[0]))
        return Resolution(
            candidates=tuple(
                Candidate(each, round(likeness, 1), reason or "Another fits as well.")
                for each, (_, likeness, reason) in ordered[:MOST_ASKED]
            )
        )

    def _compare(self, written: str, name: Name, entry: _Entry, at: int) -> tuple[int, str]:
        """Return how sure it is that two names are one (0: not), and else what speaks against."""
        other = entry.name
        if against := self._find_other_form(name, entry):
            return 0, against
        is_whole = name.words == other.words or name.squashed == other.squashed
        is_whole = is_whole or sorted(name.words) == sorted(other.words)
        if {*name.words, *name.places} == {*other.words, *other.places}:
            return _SAME, ""
        if is_whole:
            return self._compare_places(name, entry)
        if self._is_cut(written, name, at):
            return _CUT, ""
        return self._compare_words(name, other)

    def _find_other_form(self, name: Name, entry: _Entry) -> str:
        """Return what the legal forms say against it, if anything."""
        other = entry.name
        if name.form and other.form and name.form != other.form:
            return f"One is a {name.form.upper()}, the other a {other.form.upper()}."
        if entry.known.has_branches and len(other.words) == 1 and name.form != other.form:
            return "A charity’s name of one word may be a firm’s as well."
        return ""

    def _compare_places(self, name: Name, entry: _Entry) -> tuple[int, str]:
        if name.places == entry.name.places:
            return _SAME, ""
        if name.places and entry.name.places:
            return 0, "They are in different places."
        if entry.known.has_branches:
            return 0, "It may be another branch."
        return _PLACED, ""

    def _compare_words(self, name: Name, other: Name) -> tuple[int, str]:
        """Return whether two names differ in slips of the pen only."""
        if name.places and other.places and name.places != other.places:
            return 0, "They are in different places."
        mine, theirs = Counter(name.words), Counter(other.words)
        common = set((mine & theirs).keys())
        left, right = list((mine - theirs).elements()), list((theirs - mine).elements())
        differing = ", ".join(f"“{word}”" for word in [*left, *right][:4])
        against = f"The names differ in {differing}."
        is_telling = bool(common - _SAYS_LITTLE) or (
            len(left) == 1 and not common and len(right[0] if right else "") >= 8
        )
        if len(left) != len(right) or len(left) > 2 or not is_telling:
            return 0, against
        if all(self._is_slip(a, b) for a, b in zip(left, right, strict=True)):
            return _SLIP, ""
        return 0, against

    def _is_slip(self, printed: str, known: str) -> bool:
        """Say whether a word is another one, mistyped: no number, no name that others have."""
        if any(letter.isdigit() for letter in printed + known) or printed in self._by_word:
            return False
        if printed[0] != known[0] or min(len(printed), len(known)) < 5:
            return False
        most = 2 if min(len(printed), len(known)) >= 9 else 1
        return OSA.distance(printed, known, score_cutoff=most) <= most


_SLIP, _CUT, _PLACED, _SAME = 1, 2, 3, 4
"""How sure a name is, the least first: mistyped, cut short, a place added, the same."""


def _blocks_of(name: Name) -> set[str]:
    """Return what a mistyped name still shares with the right one."""
    whole = name.squashed
    return {f"^{whole[:5]}", f"{whole[:2]}…{whole[-4:]}"} if len(whole) >= 5 else {f"={whole}"}
