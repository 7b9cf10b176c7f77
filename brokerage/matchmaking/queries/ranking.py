"""The live index of each kind, and rankings over it.

Each process keeps one matcher a kind in memory, built at its first use (or at the start of the
server). Before a query it reads what has changed since: one indexed statement.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
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
REBUILT_FOR = frozenset({CATEGORY_KIND, WEIGHTS_KIND})


class LiveIndex:
    """The matcher of one kind, kept true by the log of changes.

    It begins from the base on disk where there is one that fits, else from all profiles. Queries
    take in what has changed, a few rows at a time; folding many changes into a new base is work
    for a job.
    """

    def __init__(self, source: ProfileSource, folder: Path) -> None:
        self.source = source
        self.versions = KnownVersions(source.kind)
        self.folder = folder
        self._lock = threading.Lock()
        self._matcher: Matcher | None = None
        self._known: set[int] = set()
        self._newest = 0
        self._read_at: datetime | None = None
        self._kept = ""

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
                self._matcher = self._open() or self._build()
            self._matcher = self._take_in_changes(self._matcher)
            self._matcher.understand = find_understanding()
            self._read_at = now
            return self._matcher
        finally:
            self._lock.release()

    def list_texts(self) -> list[str]:
        """Return all that profiles say, for the words in it."""
        profiles = self.matcher().profiles()
        return [text for each in profiles for text in (each.name, *each.fields.values())]

    def keep(self) -> bool:
        """Write the base to disk where it is not there, or much has changed; say whether.

        Queries go on meanwhile, and take in the new base between two of them.
        """
        from matching import store  # noqa: PLC0415  # slow to import

        matcher = self.matcher()
        with self._lock:
            note, snapshot = self._note(self._newest), matcher.snapshot_
        db.end_read()
        is_kept = self._kept == note["fits"]
        if is_kept and not snapshot.is_worth_folding:
            return False
        if snapshot.has_changed:
            before, base = matcher.folded()
            with self._lock:
                if self._matcher is matcher:
                    matcher.take_folded(before, base)
        else:
            base = snapshot.base
        store.save(base, self.folder, generation=note["newest"], note=note)
        self._kept = note["fits"]
        return True

    def _build(self) -> Matcher:
        self._newest = db.session.scalar(select(func.max(MatchChange.id))) or 0
        self._known = {row.id for row in self._recent_changes()}
        profiles = self._list_profiles(None)
        matcher, thesaurus = self._unfitted()
        return matcher.fit(profiles, thesaurus)

    def _open(self) -> Matcher | None:
        """Begin from the base on disk, if it was made with the same lists, fields and encoder.

        What has changed since it was written is taken in with the next look at the log.
        """
        from matching import store  # noqa: PLC0415  # slow to import

        stored = store.open_newest(self.folder)
        if stored is None:
            return None
        newest, known = stored.note.get("newest", 0), stored.note.get("known", [])
        fits = self._note(newest)
        if any(stored.note.get(name) != fits[name] for name in ("fits", "change")):
            return None
        self._newest, self._known, self._kept = newest, set(known), fits["fits"]
        matcher, thesaurus = self._unfitted()
        return matcher.adopt(stored.segment, stored.generation, thesaurus)

    def _note(self, newest: int) -> dict[str, Any]:
        """What a base on disk must agree with: the lists, the fields, the encoder, the log."""
        encoder = find_encoder()
        fits = digest_of(
            {
                "thesaurus": [list(row) for row in _thesaurus_rows(self.source.schemes)],
                "fields": dict(self.source.field_weights),
                "encoder": encoder.name if encoder else "",
                "profiles": plain.FORMAT,
                "accepted": is_enriching(),
            }
        )
        change = db.session.get(MatchChange, newest)
        written = f"{change.kind} {change.object_id} {change.at.isoformat()}" if change else ""
        return {"newest": newest, "known": sorted(self._known), "fits": fits, "change": written}

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

    def _take_in_changes(self, matcher: Matcher) -> Matcher:
        rows = self._recent_changes()
        news = [row for row in rows if row.id not in self._known]
        self._known = {row.id for row in rows}
        self._newest = max([self._newest, *self._known])
        if any(row.kind in REBUILT_FOR for row in news):
            return self._build()
        ids = {row.object_id for row in news if row.kind == self.source.kind}
        return self._apply(matcher, ids) if ids else matcher

    def _recent_changes(self) -> Sequence[Row[int, str, int]]:
        return db.session.execute(
            select(MatchChange.id, MatchChange.kind, MatchChange.object_id)
            .where(MatchChange.id > self._newest - LOOK_BACK)
            .order_by(MatchChange.id)
        ).all()

    def _list_profiles(self, ids: set[int] | None) -> list[Profile]:
        """Vectors are of a profile's own passages; what it was accepted for is searched besides."""
        kind = self.source.kind
        own = list_with_vectors(kind, self.source.list_profiles(ids), ids)
        return list_enriched(kind, own, ids)

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


def _thesaurus_rows(schemes: Iterable[str]) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Give the lists that a kind knows; a cause and a skill may share a code, so skills are marked.

    Each kind knows its own lists only, or the words of one would lead astray in another.
    """
    from matching.suggest import skill_key  # noqa: PLC0415  # slow to import

    for scheme in schemes:
        for category in list_categories(scheme):
            if category.words or category.source == Source.SEED:
                code = skill_key(category.code) if scheme == Scheme.SKILL else category.code
                yield code, category.label, category.everyday_words
