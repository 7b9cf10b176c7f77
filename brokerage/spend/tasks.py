"""Work on spend that nobody waits for."""

from __future__ import annotations

import time
from collections.abc import Callable

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.spend.queries.imports import (
    get_import,
    has_waiting_import,
    list_stale_authorities,
)
from brokerage.spend.queries.lens import list_shown_authorities
from brokerage.spend.service import imports
from brokerage.spend.service.figures import work_out_figures
from brokerage.spend.service.publishing import perform_import

BEAT_SECONDS = 1.0
"""The least between two notes of how far it is: each is a write."""
FAILED = "The import was cut short, and nothing was published. Try again."


def has_work() -> bool:
    """Say whether an import waits."""
    is_waiting = has_waiting_import(utcnow())
    db.end_read()
    return is_waiting


def import_next() -> None:
    """Do the work of the import that has waited longest."""
    spend_import = imports.claim_import()
    db.session.commit()
    if spend_import is None:
        return
    import_id = spend_import.id
    try:
        perform_import(SYSTEM, spend_import, _beats(import_id))
        db.session.commit()
    except DomainError as refusal:
        _fail(import_id, refusal.sentence)
    except Exception:
        _fail(import_id, FAILED)
        raise
    refresh_figures()


def _fail(import_id: int, sentence: str) -> None:
    db.session.rollback()
    imports.fail_import(SYSTEM, get_import(import_id), sentence)
    db.session.commit()


def _beats(import_id: int) -> Callable[[int], None]:
    last = time.monotonic()

    def beat(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT_SECONDS:
            last = time.monotonic()
            imports.beat_import(import_id, done)
        db.session.commit()

    return beat


def has_stale_figures() -> bool:
    """Say whether a council's figures are to be worked out."""
    is_stale = bool(list_stale_authorities())
    db.end_read()
    return is_stale


def refresh_figures() -> None:
    """Work out the figures of each council of which something has changed."""
    for code in list_stale_authorities():
        work_out_figures(code)
        db.session.commit()


def refresh_all() -> None:
    """Take in what has changed of suppliers, and clear up."""
    imports.clear_up()
    db.session.commit()
    for authority, _ in list_shown_authorities():
        work_out_figures(authority.code)
        db.session.commit()
