"""The live index of each kind, and rankings over it.

Each process keeps one matcher a kind in memory, built at its first use (or at the start of the
server). Before a query it reads what has changed since: one indexed statement.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import Row, func, select

from brokerage.errors import NotReadyError
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import MatchChange
from brokerage.matchmaking.profiles import Profile, ProfileSource
from brokerage.matchmaking.queries.accepted import is_enriching, list_enriched
from brokerage.matchmaking.queries.categories import list_categories
from brokerage.matchmaking.queries.meaning import (
    find_encoder,
    find_understanding,
    list_with_vectors,
)
from brokerage.matchmaking.queries.versions import KnownVersions
from brokerage.matchmaking.queries.weights import find_weights_in_use
from brokerage.matchmaking.rules import Scheme, Source, digest_of
from brokerage.web.features import contributions
from matching import plain

if TYPE_CHECKING:
    from matching.matcher import Matcher
    from matching.suggest import Thesaurus

LOOK_BACK = 200
"""Changes before the newest one known that are read again: on PostgreSQL a row with a lower
number can become visible after one with a higher number."""
CHANGES_ARE_KEPT = timedelta(days=7)
CATEGORY_KIND = "category"
PATIENCE = timedelta(seconds=3)
"""How long a query waits for another thread that is building the index."""
WEIGHTS_KIND = "weights"
MANY_PROFILES = 10_000
LOOK_EVERY = timedelta(seconds=1)
"""How often a process looks whether another has written a base."""
ThesaurusRow = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class _Begun:
    """A matcher that was built or opened, and how far in the log it goes."""

    matcher: Matcher
    newest: int
    known: frozenset[int]
    kept: str = ""
    """What it agrees with on disk; empty where it is not there."""


class LiveIndex:
    """The matcher of one kind, kept true by the log of changes.

    It begins from the base on disk where there is one that fits, else from all profiles. Queries
    take in what has changed, a few rows at a time; folding many changes into a new base, or
    building it again for other lists, is work for a job. What that writes to disk the other
    processes open beside their readers, who answer by the former base meanwhile.
    """

    def __init__(self, source: ProfileSource, folder: Path) -> None:
        self.source = source
        self.versions = KnownVersions(source.kind)
        self.folder = folder
        self._lock = threading.Lock()
        self._matcher: Matcher | None = None
        self._known: frozenset[int] = frozenset()
        self._newest = 0
        self._read_at: datetime | None = None
        self._kept = ""
        self._lists_changed = False
        self._on_disk: Path | None = None
        self._looked_at: datetime | None = None
        self._opener: threading.Thread | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the index has been built in this process."""
        return self._matcher is not None

    def matcher(self) -> Matcher:
        """Return the matcher as of now, building it where there is none yet.

        NotReadyError where another thread has been building it for longer than one waits.
        """
        now = utcnow()
        if not self._lock.acquire(timeout=PATIENCE.total_seconds()):
            raise NotReadyError("The search is being prepared.")
        try:
            is_stale = self._read_at is None or now - self._read_at > CHANGES_ARE_KEPT / 2
            if self._matcher is None or is_stale:
                self._on_disk, self._looked_at = self._find_on_disk(), now
                self._begin(self._open() or self._build())
            elif self._looked_at is None or now - self._looked_at >= LOOK_EVERY:
                self._looked_at = now
                self._look_on_disk()
            matcher = self._take_in_changes()
            matcher.understand = find_understanding()
            self._read_at = now
            return matcher
        finally:
            self._lock.release()

    def list_texts(self) -> list[str]:
        """Return all that profiles say, for the words in it."""
        profiles = self.matcher().profiles()
        return [text for each in profiles for text in (each.name, *each.fields.values())]

    def keep(self) -> bool:
        """Write the base to disk where it is not there, or much has changed; say whether.

        Where the lists have changed, it is built again first. Queries go on meanwhile, and take
        in the new base between two of them.
        """
        from matching import store  # noqa: PLC0415  # slow to import

        self.matcher()
        self._build_for_lists()
        with self._lock:  # what is noted and what is kept are of one moment
            matcher = self._take_in_changes()
            note, snapshot = self._note(matcher.thesaurus_.rows), matcher.snapshot_
        db.end_read()
        is_kept = self._kept == note["fits"]
        if is_kept and not snapshot.is_worth_folding:
            return False
        if snapshot.has_changed:
            before, base = matcher.folded()
            with self._lock:
                if self._matcher is not None and self._matcher.snapshot_.base is before.base:
                    self._matcher.take_folded(before, base)
        else:
            base = snapshot.base
        place = store.save(base, self.folder, generation=note["newest"], note=note)
        with self._lock:
            self._kept, self._on_disk = note["fits"], place
        return True

    @property
    def opener(self) -> threading.Thread | None:
        """The thread that opens what another process has written, while it does."""
        return self._opener

    def _begin(self, begun: _Begun) -> None:
        self._matcher, self._newest, self._known = begun.matcher, begun.newest, begun.known
        self._kept = begun.kept
        if begun.matcher.snapshot_.size >= MANY_PROFILES:
            # What an index holds stays: a collector that walks it again and again would keep
            # whoever asks just then waiting for a second.
            gc.collect()
            gc.freeze()

    def _build_for_lists(self) -> None:
        """Build again where the lists have changed; a change meanwhile is news to what is built."""
        if self._lists_changed:
            built = self._build()
            with self._lock:
                self._begin(built)
                self._lists_changed = False

    def _build(self) -> _Begun:
        newest = db.session.scalar(select(func.max(MatchChange.id))) or 0
        known = frozenset(row.id for row in _list_recent_changes(newest))
        profiles = self._list_profiles(None)
        matcher, thesaurus = self._unfitted()
        return _Begun(matcher.fit(profiles, thesaurus), newest, known)

    def _find_on_disk(self) -> Path | None:
        from matching import store  # noqa: PLC0415  # slow to import

        return store.current(self.folder)

    def _look_on_disk(self) -> None:
        """Open a base that another process has written, beside whoever asks meanwhile."""
        found = self._find_on_disk()
        if found == self._on_disk or (self._opener is not None and self._opener.is_alive()):
            return
        self._on_disk = found
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own
        name = f"open-{self.source.kind}-index"
        self._opener = threading.Thread(target=self._open_beside, args=(app,), name=name)
        self._opener.start()

    def _open_beside(self, app: Flask) -> None:
        with app.app_context():
            opened = self._open()
            if opened is None:
                return
            with self._lock:
                if opened.newest >= self._newest - LOOK_BACK:
                    self._begin(opened)
                    self._lists_changed = False

    def _open(self) -> _Begun | None:
        """Begin from the base on disk, if it was made with the same lists, fields and encoder.

        What has changed since it was written is taken in with the next look at the log.
        """
        from matching import store  # noqa: PLC0415  # slow to import

        stored = store.open_newest(self.folder)
        if stored is None:
            return None
        newest, known = stored.note.get("newest", 0), stored.note.get("known", [])
        rows = _thesaurus_rows(self.source.schemes)
        fits, change = self._fits(rows), _change_written(newest)
        # An empty log says nothing: neither which database it is of, nor what came since.
        is_ours = bool(change) and stored.note.get("change") == change
        if not is_ours or stored.note.get("fits") != fits:
            return None
        matcher, thesaurus = self._unfitted()
        matcher.adopt(stored.segment, stored.generation, thesaurus)
        return _Begun(matcher, newest, frozenset(known), fits)

    def _note(self, rows: Iterable[ThesaurusRow]) -> dict[str, Any]:
        """What a base on disk must agree with: the lists, the fields, the encoder, the log."""
        return {
            "newest": self._newest,
            "known": sorted(self._known),
            "fits": self._fits(rows),
            "change": _change_written(self._newest),
        }

    def _fits(self, rows: Iterable[ThesaurusRow]) -> str:
        encoder = find_encoder()
        return digest_of(
            {
                "thesaurus": [list(row) for row in rows],
                "fields": dict(self.source.field_weights),
                "encoder": encoder.name if encoder else "",
                "profiles": plain.FORMAT,
                "accepted": is_enriching(),
            }
        )

    def _unfitted(self) -> tuple[Matcher, Thesaurus]:
        # scikit-learn takes two seconds to import, so it waits for the first query.
        from matching.matcher import Matcher  # noqa: PLC0415  # slow to import
        from matching.suggest import Thesaurus  # noqa: PLC0415  # slow to import

        source = self.source
        weights, rows = find_weights_in_use(source), list(_thesaurus_rows(source.schemes))
        # What follows takes seconds; a read held open that long would keep writers waiting.
        db.end_read()
        matcher = Matcher(
            weights=weights,
            field_weights=source.field_weights,
            wording=source.wording,
            understand=find_understanding(),
        )
        return matcher, Thesaurus(rows)

    def _take_in_changes(self) -> Matcher:
        """Return the matcher with all that the log has of its kind, of weights and of lists."""
        matcher = self._matcher
        if matcher is None:
            raise NotReadyError("The search is being prepared.")
        rows = _list_recent_changes(self._newest)
        news = [row for row in rows if row.id not in self._known]
        self._known = frozenset(row.id for row in rows)
        self._newest = max([self._newest, *self._known])
        if any(row.kind == WEIGHTS_KIND for row in news):
            # Weights are of the ranking, not of the index: who ranks now goes on with the former.
            matcher = self._matcher = _reweighted(matcher, find_weights_in_use(self.source))
        if any(row.kind == CATEGORY_KIND for row in news):
            self._lists_changed = True
        ids = {row.object_id for row in news if row.kind == self.source.kind}
        return self._apply(matcher, ids) if ids else matcher

    def _list_profiles(self, ids: set[int] | None) -> list[Profile]:
        """Return profiles with what each was accepted for, and the vectors of all of that."""
        kind = self.source.kind
        enriched = list_enriched(kind, self.source.list_profiles(ids), ids)
        return list_with_vectors(kind, enriched, ids)

    def _apply(self, matcher: Matcher, ids: set[int]) -> Matcher:
        profiles = self._list_profiles(ids)
        gone = ids - {profile.id for profile in profiles}
        if profiles:
            matcher.partial_fit(profiles)
        if gone:
            matcher.remove(gone)
        return matcher


def get_index(kind: str) -> LiveIndex:
    """Return this process's index of a kind (KeyError where nothing of the kind is matched)."""
    indexes: dict[str, LiveIndex] = current_app.extensions.setdefault("match_indexes", {})
    if kind not in indexes:
        sources = {source.kind: source for source in contributions("profiles")}
        folder = current_app.extensions["config"].data_folder / "match-index" / kind
        indexes.setdefault(kind, LiveIndex(sources[kind], folder))
    return indexes[kind]


def get_matcher(kind: str) -> Matcher:
    """Return the matcher of a kind, with everything committed before this call in it."""
    matcher = get_index(kind).matcher()
    db.end_read()  # ranking needs no database, and holds no writer up
    return matcher


def list_unready_kinds() -> list[str]:
    """Return the kinds whose index this process has not built yet."""
    kinds = [source.kind for source in contributions("profiles")]
    return [kind for kind in kinds if not get_index(kind).is_ready]


def _reweighted(matcher: Matcher, weights: dict[str, float]) -> Matcher:
    """The same index with other weights of parts; the matcher that was given stays as it is."""
    other = matcher.frozen()
    other.weights, other.weights_ = weights, dict(weights)
    return other


def _list_recent_changes(newest: int) -> Sequence[Row[int, str, int]]:
    return db.session.execute(
        select(MatchChange.id, MatchChange.kind, MatchChange.object_id)
        .where(MatchChange.id > newest - LOOK_BACK)
        .order_by(MatchChange.id)
    ).all()


def _change_written(newest: int) -> str:
    """What the log says under a number: another database says something else."""
    change = db.session.get(MatchChange, newest)
    return f"{change.kind} {change.object_id} {change.at.isoformat()}" if change else ""


def _thesaurus_rows(schemes: Iterable[str]) -> Iterable[ThesaurusRow]:
    """Give the lists that a kind knows; a cause and a skill may share a code, so skills are marked.

    Each kind knows its own lists only, or the words of one would lead astray in another.
    """
    from matching.suggest import skill_key  # noqa: PLC0415  # slow to import

    for scheme in schemes:
        for category in list_categories(scheme):
            if category.words or category.source == Source.SEED:
                code = skill_key(category.code) if scheme == Scheme.SKILL else category.code
                yield code, category.label, category.everyday_words
