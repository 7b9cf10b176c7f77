"""Sentence vectors of profiles: made by a task after a change, never in a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.models import MatchChange, MatchVector
from brokerage.matchmaking.profiles import Profile, ProfileSource
from brokerage.matchmaking.queries.accepted import list_enriched
from brokerage.matchmaking.queries.meaning import (
    find_encoder,
    find_lexicon,
    get_lexicon_folder,
)
from brokerage.matchmaking.rules import passages_digest
from brokerage.matchmaking.service import mark_changed


def embed_profiles(source: ProfileSource, ids: Sequence[int]) -> int:
    """Make the vectors of those of a kind that need new ones; return how many. The caller commits.

    What cannot be found any more loses its vectors. Encoding happens before the write begins.
    """
    encoder = find_encoder()
    if encoder is None:
        return 0
    from matching.passages import passages_of, vectors_of  # noqa: PLC0415  # slow to import

    newest = db.session.scalar(select(func.max(MatchChange.id))) or 0
    listed = list_enriched(source.kind, source.list_profiles(ids), ids)
    profiles = {each.id: each for each in listed}
    rows = db.session.execute(
        select(MatchVector.object_id, MatchVector.digest).where(
            MatchVector.kind == source.kind, MatchVector.object_id.in_(ids)
        )
    )
    stored = {row.object_id: row.digest for row in rows}
    db.end_read()
    made: dict[int, tuple[str, tuple[bytes, ...]]] = {}
    for profile in profiles.values():
        passages = passages_of(profile)
        digest = passages_digest(encoder.name, passages)
        if stored.get(profile.id) != digest:
            made[profile.id] = digest, vectors_of(profile, encoder.encode)
    _store(source.kind, ids, profiles, made, newest)
    return len(made)


def learn_words(texts: Iterable[str]) -> int:
    """Write the lexicon of the words in some texts; return how many. Known ones stay as they are.

    Nothing is written where there is no encoder, or there are no other words than before.
    """
    encoder = find_encoder()
    if encoder is None:
        return 0
    from matching.lexicon import Lexicon, written_forms  # noqa: PLC0415  # slow to import
    from matching.store import save_arrays  # noqa: PLC0415  # slow to import

    known, written = find_lexicon(encoder), written_forms(texts)
    if known is not None and set(known.terms) == set(written):
        return 0
    made = Lexicon.of(written, encoder.encode, known)
    stamp = int(utcnow().timestamp())
    note = {"encoder": encoder.name}
    save_arrays(made.arrays(), get_lexicon_folder(), generation=stamp, note=note)
    return len(made.terms)


@writes
def _store(
    kind: str,
    ids: Sequence[int],
    profiles: dict[int, Profile],
    made: dict[int, tuple[str, tuple[bytes, ...]]],
    newest: int,
) -> None:
    for object_id in ids:
        row = db.session.get(MatchVector, (kind, object_id)) or _new(kind, object_id)
        row.change_id = newest
        if object_id in made:
            digest, vectors = made[object_id]
            row.digest, row.vectors, row.vector_count = digest, b"".join(vectors), len(vectors)
            mark_changed(kind, object_id)
        elif object_id not in profiles:
            row.digest, row.vectors, row.vector_count = "", b"", 0


def _new(kind: str, object_id: int) -> MatchVector:
    row = MatchVector(
        kind=kind, object_id=object_id, digest="", vectors=b"", vector_count=0, change_id=0
    )
    db.session.add(row)
    return row
