"""Sentence vectors: those of profiles come from a table, those of questions from the encoder."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import and_, func, or_, select

from brokerage.extensions import db
from brokerage.matchmaking.models import MatchChange, MatchVector
from brokerage.matchmaking.profiles import Profile
from brokerage.matchmaking.rules import passages_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.lexicon import Lexicon, Understanding
    from matching.semantic import Encoder

OFF = "off"
_LOADING = threading.Lock()


def find_encoder() -> Encoder | None:
    """Return this process's encoder, loading it at its first use; None where there is none."""
    extensions = current_app.extensions
    with _LOADING:
        if "encoder" not in extensions:
            extensions["encoder"] = _load()
        encoder: Encoder | None = extensions["encoder"]
        return encoder


def list_reasons_for_words_only() -> list[str]:
    """Return a sentence where there should be an encoder and is none; nothing where it is off."""
    if current_app.extensions["config"].encoder == OFF or find_encoder() is not None:
        return []
    from matching.semantic import why_no_encoder  # noqa: PLC0415  # slow to import

    return [why_no_encoder()]


def find_understanding() -> Callable[[str], Understanding] | None:
    """Return what says what a question means; None without an encoder.

    It is made anew when another process or job has written the lexicon again.
    """
    encoder = find_encoder()
    if encoder is None:
        return None
    from matching.lexicon import reader  # noqa: PLC0415  # slow to import
    from matching.store import current  # noqa: PLC0415  # slow to import

    written = current(get_lexicon_folder())
    made = current_app.extensions.get("understanding")
    if made is None or made[0] != written:
        made = (written, reader(encoder.encode, find_lexicon(encoder)))
        current_app.extensions["understanding"] = made
    understand: Callable[[str], Understanding] = made[1]
    return understand


def find_lexicon(encoder: Encoder) -> Lexicon | None:
    """Return the words that were embedded with this encoder, None where there are none yet."""
    from matching.lexicon import Lexicon  # noqa: PLC0415  # slow to import
    from matching.store import open_newest_arrays  # noqa: PLC0415  # slow to import

    stored = open_newest_arrays(get_lexicon_folder())
    if stored is None or stored[1].get("encoder") != encoder.name:
        return None
    return Lexicon.from_arrays(stored[0])


def get_lexicon_folder() -> Path:
    """Return where the words with their vectors are kept."""
    folder: Path = current_app.extensions["config"].data_folder
    return folder / "match-index" / "lexicon"


def list_with_vectors(
    kind: str, profiles: Iterable[Profile], ids: Collection[int] | None
) -> list[Profile]:
    """Return profiles with the vectors that are stored for what they say now; one statement."""
    listed, encoder = list(profiles), find_encoder()
    if encoder is None or not listed:
        return listed
    from matching.passages import passages_of  # noqa: PLC0415  # slow to import

    query = select(
        MatchVector.object_id, MatchVector.digest, MatchVector.vectors, MatchVector.vector_count
    ).where(MatchVector.kind == kind)
    if ids is not None:
        query = query.where(MatchVector.object_id.in_(ids))
    stored = {row.object_id: row for row in db.session.execute(query)}
    found = []
    for profile in listed:
        row = stored.get(profile.id)
        if (
            row
            and row.vector_count
            and row.digest == passages_digest(encoder.name, passages_of(profile))
        ):
            size = len(row.vectors) // row.vector_count
            each = tuple(row.vectors[n * size : (n + 1) * size] for n in range(row.vector_count))
            profile = replace(profile, vectors=each)  # noqa: PLW2901  # the same, and more
        found.append(profile)
    return found


def list_unembedded(limit: int, kinds: Collection[str]) -> list[tuple[str, int]]:
    """Return what has changed since its vectors were made, by kind and id, oldest change first."""
    newest = func.max(MatchChange.id)
    vector = and_(
        MatchVector.kind == MatchChange.kind, MatchVector.object_id == MatchChange.object_id
    )
    rows = db.session.execute(
        select(MatchChange.kind, MatchChange.object_id)
        .outerjoin(MatchVector, vector)
        .where(or_(MatchVector.change_id.is_(None), MatchVector.change_id < MatchChange.id))
        .where(MatchChange.kind.in_(kinds))
        .group_by(MatchChange.kind, MatchChange.object_id)
        .order_by(newest)
        .limit(limit)
    )
    return [(row.kind, row.object_id) for row in rows]


def _load() -> Encoder | None:
    config = current_app.extensions["config"]
    if config.encoder == OFF:
        return None
    from matching.semantic import load_encoder  # noqa: PLC0415  # scikit-learn is slow to import

    folder = Path(config.encoder) if config.encoder else None
    return load_encoder(folder, sha256=config.encoder_sha256 or None)
