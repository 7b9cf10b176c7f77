"""Which states of what is ranked are kept already, so that a ranking stores only the new ones."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.matchmaking.models import ProfileVersion
from brokerage.matchmaking.rules import digest_of
from matching.plain import profile_as_plain
from matching.profile import Profile

if TYPE_CHECKING:
    from matching.matcher import Matcher
    from matching.suggest import Thesaurus

THESAURUS_KIND = "thesaurus"
THESAURUS_ID = 0
MOST_IDS_A_QUERY = 500
_BY_KEY = select(
    ProfileVersion.id, ProfileVersion.kind, ProfileVersion.object_id, ProfileVersion.digest
).order_by(ProfileVersion.id)

Key = tuple[str, int, str]
"""Kind, id and digest: what a version is found by."""


@dataclass(frozen=True, slots=True)
class State:
    """One thing as it was ranked: a profile, or the thesaurus that all share.

    It is named by its place: a profile on disk is read when it is asked for, and not before.
    """

    key: Key
    holder: Sequence[Profile | Thesaurus]
    place: int

    @property
    def source(self) -> Profile | Thesaurus:
        """The profile, or the thesaurus."""
        return self.holder[self.place]

    @property
    def content(self) -> Any:
        """What is kept of it, as plain JSON."""
        return _content_of(self.source)


class KnownVersions:
    """What one process knows of the stored versions of one kind.

    Digests are kept for as long as the very same value is ranked, those of a base for as long as
    it is the base, ids once they are committed. No version is ever deleted.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._lock = threading.Lock()
        self._digests: dict[tuple[str, int], tuple[object, str]] = {}
        self._of_base: tuple[object, list[State]] = (None, [])
        self._listed: tuple[object, object, list[State]] = (None, None, [])
        self._packed: tuple[object, bytes] | None = None
        self._ids: dict[Key, int] = {}
        self._newest = 0
        self._newest_key: Key | None = None

    def list_states(self, matcher: Matcher) -> Sequence[State]:
        """Return all that a matcher ranks by, the thesaurus first, then the profiles by id."""
        snapshot, thesaurus = matcher.snapshot_, matcher.thesaurus_
        with self._lock:
            if self._listed[0] is snapshot and self._listed[1] is thesaurus:
                return self._listed[2]
            base, late = snapshot.base, snapshot.view.journal.profiles
            if self._of_base[0] is not base:
                self._of_base = (base, self._states(base.profiles, range(base.size)))
            rows = snapshot.living.tolist()
            came = [row for row in rows if row >= base.size]
            new = self._states(late, [row - base.size for row in came])
            by_row = dict(zip(came, new, strict=True))
            own = self._of_base[1]
            states = [self._state(THESAURUS_KIND, THESAURUS_ID, [thesaurus], 0)]
            states += [own[row] if row < base.size else by_row[row] for row in rows]
            self._listed = (snapshot, thesaurus, states)
        return states

    def find_packed(self, states: Sequence[State]) -> bytes | None:
        """Return what was kept of the ids of exactly these states, if it was."""
        with self._lock:
            is_known = self._packed is not None and self._packed[0] is states
            return self._packed[1] if self._packed and is_known else None

    def keep_packed(self, states: Sequence[State], packed: bytes) -> None:
        """Keep the ids of states, all of which are committed, for the next ranking by them."""
        with self._lock:
            self._packed = (states, packed)

    def find_stored(self) -> Mapping[Key, int]:
        """Return the id of each version that is committed, by its key; one indexed statement."""
        with self._lock:
            found = self._find_from(self._newest)
            if self._newest_key and found.get(self._newest_key) != self._newest:
                # The newest one known is gone: this is not the database that it was read from.
                self._forget()
                found = self._find_from(0)
            if db.is_writing:  # what is seen now may yet be rolled back
                return self._ids | found
            self._ids.update(found)
            for key, version_id in found.items():
                if version_id > self._newest:
                    self._newest, self._newest_key = version_id, key
            return dict(self._ids)

    def forget(self) -> None:
        """Read every id again next time.

        On PostgreSQL a version with a lower id can become visible after one with a higher id.
        """
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._ids, self._newest, self._newest_key, self._packed = {}, 0, None, None

    def _states(self, profiles: Sequence[Profile], places: Iterable[int]) -> list[State]:
        return [self._state(self._kind, profiles[place].id, profiles, place) for place in places]

    def _state(
        self, kind: str, object_id: int, holder: Sequence[Profile | Thesaurus], place: int
    ) -> State:
        source = holder[place]
        known = self._digests.get((kind, object_id))
        if known is None or known[0] is not source:
            known = (source, digest_of(_content_of(source)))
            # What is read from disk is another value each time: to keep it is of no use.
            if holder[place] is source:
                self._digests[kind, object_id] = known
        return State((kind, object_id, known[1]), holder, place)

    def _find_from(self, version_id: int) -> dict[Key, int]:
        rows = db.session.execute(
            _BY_KEY.where(
                ProfileVersion.kind.in_((self._kind, THESAURUS_KIND)),
                ProfileVersion.id >= version_id,
            )
        )
        return {(row.kind, row.object_id, row.digest): row.id for row in rows}


def find_version_ids(keys: Sequence[Key]) -> dict[Key, int]:
    """Return the ids of those versions that are stored, by their keys."""
    wanted = set(keys)
    found: dict[Key, int] = {}
    for start in range(0, len(keys), MOST_IDS_A_QUERY):
        few = keys[start : start + MOST_IDS_A_QUERY]
        rows = db.session.execute(
            _BY_KEY.where(
                ProfileVersion.kind.in_({kind for kind, _, _ in few}),
                ProfileVersion.object_id.in_({object_id for _, object_id, _ in few}),
            )
        )
        found |= {
            key: row.id for row in rows if (key := (row.kind, row.object_id, row.digest)) in wanted
        }
    return found


def list_contents(ids: Sequence[int]) -> list[Any]:
    """Return what is kept of these versions, in the order of the ids (KeyError for one unknown)."""
    contents: dict[int, Any] = {}
    for start in range(0, len(ids), MOST_IDS_A_QUERY):
        rows = db.session.execute(
            select(ProfileVersion.id, ProfileVersion.content)
            .where(ProfileVersion.id.in_(ids[start : start + MOST_IDS_A_QUERY]))
            .order_by(ProfileVersion.id)
        )
        contents |= {row.id: row.content for row in rows}
    return [contents[version_id] for version_id in ids]


def _content_of(source: Profile | Thesaurus) -> Any:
    if isinstance(source, Profile):
        return profile_as_plain(source)
    return [[code, label, list(words)] for code, label, words in source.rows]
