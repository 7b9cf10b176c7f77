"""Work of matchmaking that nobody waits for."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from flask import current_app

from brokerage.extensions import db
from brokerage.matchmaking.profiles import ProfileSource
from brokerage.matchmaking.queries.meaning import find_encoder, find_understanding, list_unembedded
from brokerage.matchmaking.queries.ranking import get_index, list_unready_kinds
from brokerage.matchmaking.queries.records import list_missing_versions
from brokerage.matchmaking.queries.suggestions import find_newest_list_change, get_suggester
from brokerage.matchmaking.rules import Scheme
from brokerage.matchmaking.service.flags import find_flags, replace_flags
from brokerage.matchmaking.service.records import store_versions
from brokerage.matchmaking.service.training import prepare_some_vectors
from brokerage.matchmaking.service.vectors import embed_profiles, learn_words
from brokerage.web.features import contributions

AT_ONCE = 20
"""Profiles that are embedded in one run: a second or two of work."""
BACKLOG = 1_000
"""Fewer versions than this are stored by the next ranking itself, in a moment."""
STORED_AT_ONCE = 500


def warm_up() -> None:
    """Build every index now, so that no visitor waits for it."""
    understand = find_understanding()  # before anything is read: loading the encoder takes seconds
    for source in _sources():
        get_index(source.kind).matcher()
        db.end_read()
    if understand:
        understand("warm")
    for scheme in Scheme:
        get_suggester(scheme)
        db.end_read()
    keep_versions()


def has_unembedded() -> bool:
    """Say whether something has changed whose sentence vectors may be out of date."""
    if find_encoder() is None:
        return False
    kinds = [source.kind for source in _sources()]
    is_waiting = bool(list_unembedded(1, kinds))
    db.end_read()  # the claim of the job is a write of another session: it would wait for this read
    return is_waiting


def embed_changed() -> None:
    """Make the sentence vectors of what has changed longest ago, a few, so that jobs take turns."""
    sources = {source.kind: source for source in _sources()}
    waiting = list_unembedded(AT_ONCE, sources)
    for kind, pairs in groupby(sorted(waiting), key=itemgetter(0)):
        embed_profiles(sources[kind], [object_id for _, object_id in pairs])
        db.session.commit()


def learn_words_again() -> None:
    """Embed the words that profiles use by now."""
    texts = [text for source in _sources() for text in get_index(source.kind).list_texts()]
    db.end_read()
    learn_words(texts)


def has_unprepared() -> bool:
    """Say whether the lists of categories, or the encoder, are others than were prepared last."""
    is_waiting = current_app.extensions.get("prepared_lists") != _lists_and_encoder()
    db.end_read()
    return is_waiting


def prepare_some_suggestions() -> None:
    """Encode a few texts of the categories; once a list is whole, suggest by it."""
    wanted = _lists_and_encoder()
    is_under_way, ready = prepare_some_vectors()
    if not is_under_way:
        current_app.extensions["prepared_lists"] = wanted
    if ready:
        get_suggester(ready)


def has_other_lists() -> bool:
    """Say whether a list of categories has changed since the indexes were built for it.

    Not before there are any: who builds the first is not to be waited for.
    """
    if list_unready_kinds():
        return False
    is_waiting = current_app.extensions.get("indexed_lists") != find_newest_list_change()
    db.end_read()
    return is_waiting


def index_for_lists() -> None:
    """Build the indexes again for lists that have changed, beside the queries."""
    newest = find_newest_list_change()
    keep_indexes()
    current_app.extensions["indexed_lists"] = newest


def _lists_and_encoder() -> tuple[int, str]:
    encoder = find_encoder()
    return find_newest_list_change(), encoder.name if encoder else ""


def keep_versions() -> None:
    """Store what a recorded ranking would have to store first, where that is much, a bit at a time.

    The first ranking over 100,000 profiles would else keep every other writer waiting for long.
    """
    for kind in sorted({each.kind for each in contributions("purpose_texts")}):
        missing = list_missing_versions(kind)
        db.end_read()
        if len(missing) < BACKLOG:
            continue
        for start in range(0, len(missing), STORED_AT_ONCE):
            store_versions(missing[start : start + STORED_AT_ONCE])
            db.session.commit()


def keep_indexes() -> None:
    """Write the bases that have changed much to disk, for the next start and other processes."""
    for source in _sources():
        get_index(source.kind).keep()


def _sources() -> list[ProfileSource]:
    return list(contributions("profiles"))


def flag_profiles() -> None:
    """Flag the profiles that a broker should look at, of each kind that brokers look at."""
    found = {each.kind: find_flags(each.kind) for each in contributions("candidate_kinds")}
    for kind, flags in found.items():
        replace_flags(kind, flags)
