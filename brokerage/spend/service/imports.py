"""An import of spend: kept as it was read, corrected, begun, published whole, or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.places.models import Authority
from brokerage.spend.models import (
    SpendChunk,
    SpendFigures,
    SpendImport,
    SpendPayment,
    SpendRejection,
)
from brokerage.spend.queries.imports import find_earlier, get_understanding
from brokerage.spend.rules import imports as rules
from brokerage.spend.rules.columns import Understanding, correct
from brokerage.spend.rules.imports import ImportStatus
from brokerage.spend.rules.values import quarter_of
from brokerage.spend.service.reading import SpendFile, check_complete

KIND = "spend-import"
UNDER_WAY = "Another file of this council is being imported. Wait until it is done."
OTHER_COLUMNS = (
    "This file was imported before with other columns. Withdraw that import first, or its "
    "payments would be counted twice."
)


@writes
def add_import(
    actor: Subject, authority: Authority, file: SpendFile, *, title: str = ""
) -> SpendImport:
    """Keep a file that was read, to be looked at before it is imported."""
    found = file.understanding
    spend_import = SpendImport(
        authority_code=authority.code,
        title=title.strip()[: rules.LONGEST_TITLE] or rules.SYSTEM_TITLE,
        status=ImportStatus.READ,
        digest=file.digest,
        quarter_on=file.quarter_on,
        rows=file.row_count,
        created_by_id=actor.user_id,
        created_at=utcnow(),
        **_as_columns(found),
    )
    db.session.add(spend_import)
    db.session.flush()
    for number, packed in enumerate(file.chunks):
        chunk = {"import_id": spend_import.id, "number": number, "packed": packed}
        db.session.execute(insert(SpendChunk), [chunk])
    audit.record(
        actor,
        "spend:import:add",
        KIND,
        spend_import.id,
        after={"authority": authority.slug, "rows": file.row_count, "columns": found.named},
    )
    return spend_import


def _as_columns(found: Understanding) -> dict[str, Any]:
    return {
        "headings": list(found.headings),
        "columns": {str(name): at for name, at in found.columns.items()},
        "how": {str(name): why for name, why in found.how.items()},
        "notes": list(found.notes)[:20],
        "style": {
            "order": str(found.style.order),
            "is_from_1904": found.style.is_from_1904,
            "has_days": found.has_days,
        },
    }


@writes
def correct_columns(
    actor: Subject,
    spend_import: SpendImport,
    columns: Mapping[str, int],
    *,
    title: str,
    quarter_on: date | None,
) -> None:
    """Take a person's word for what the columns are (DomainError on the field)."""
    rules.check_readable(spend_import.status)
    before = get_understanding(spend_import)
    after = correct(before, columns)
    for name, value in _as_columns(after).items():
        setattr(spend_import, name, value)
    spend_import.title = title.strip()[: rules.LONGEST_TITLE] or rules.SYSTEM_TITLE
    spend_import.quarter_on = quarter_of(quarter_on) if quarter_on else None
    spend_import.status, spend_import.failure = ImportStatus.READ, ""
    audit.record(
        actor,
        "spend:import:correct",
        KIND,
        spend_import.id,
        before={"columns": before.named},
        after={"columns": after.named},
    )


@writes
def start_import(actor: Subject, spend_import: SpendImport) -> None:
    """Leave an import to the task (DomainError while another of the council is under way)."""
    _begin(actor, spend_import, ImportStatus.WAITING)


@writes
def begin_import(actor: Subject, spend_import: SpendImport) -> None:
    """Begin an import here and now."""
    _begin(actor, spend_import, ImportStatus.WORKING)


def _begin(actor: Subject, spend_import: SpendImport, status: ImportStatus) -> None:
    db.session.refresh(spend_import, with_for_update=True)
    rules.check_readable(spend_import.status)
    check_complete(get_understanding(spend_import))
    earlier = find_earlier(spend_import)
    if earlier is not None and earlier.columns != spend_import.columns:
        raise DomainError(OTHER_COLUMNS)
    before = {"status": spend_import.status}
    try:
        with db.session.begin_nested():
            spend_import.status, spend_import.done, spend_import.failure = status, 0, ""
            spend_import.beat_at = utcnow()
    except IntegrityError as error:
        raise DomainError(UNDER_WAY) from error
    after = {"status": status}
    audit.record(actor, "spend:import:start", KIND, spend_import.id, before=before, after=after)


@writes
def claim_import() -> SpendImport | None:
    """Take the import that has waited longest, or whose worker was not heard of for too long."""
    now = utcnow()
    is_silent = (SpendImport.status == ImportStatus.WORKING) & (
        SpendImport.beat_at < now - rules.SILENCE
    )
    due = or_(SpendImport.status == ImportStatus.WAITING, is_silent)
    first = db.session.scalar(select(SpendImport.id).where(due).order_by(SpendImport.id).limit(1))
    claimed = db.session.execute(
        update(SpendImport)
        .where(SpendImport.id == first, due)
        .values(status=ImportStatus.WORKING, beat_at=now, done=0)
        .returning(SpendImport.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if claimed is None:
        return None
    return db.session.get_one(SpendImport, claimed, populate_existing=True)


@writes
def beat_import(spend_import_id: int, done: int) -> None:
    """Note how far an import is, and that somebody works on it."""
    db.session.execute(
        update(SpendImport)
        .where(SpendImport.id == spend_import_id, SpendImport.status == ImportStatus.WORKING)
        .values(done=done, beat_at=utcnow())
        .execution_options(synchronize_session=False)
    )


@writes
def fail_import(actor: Subject, spend_import: SpendImport, sentence: str) -> None:
    """Keep why an import was not published; nothing of it is shown."""
    forget_payments(spend_import.id)
    before = {"status": spend_import.status}
    spend_import.status = ImportStatus.FAILED
    spend_import.failure, spend_import.finished_at = sentence[:500], utcnow()
    after = {"status": spend_import.status, "failure": spend_import.failure}
    audit.record(actor, "spend:import:fail", KIND, spend_import.id, before=before, after=after)


@writes
def forget_payments(spend_import_id: int) -> None:
    """Remove what an import has brought so far."""
    for table in (SpendPayment, SpendRejection):
        db.session.execute(delete(table).where(table.import_id == spend_import_id))


@writes
def withdraw_import(actor: Subject, spend_import: SpendImport, reason: str) -> None:
    """Take a published import back: its payments go, and the figures are worked out again."""
    db.session.refresh(spend_import, with_for_update=True)
    rules.check_withdrawable(spend_import.status)
    forget_payments(spend_import.id)
    spend_import.status, spend_import.withdrawn_at = ImportStatus.WITHDRAWN, utcnow()
    spend_import.withdrawal_reason = reason
    mark_stale(spend_import.authority_code)
    audit.record(
        actor,
        "spend:import:withdraw",
        KIND,
        spend_import.id,
        before={"added": spend_import.added, "total_pence": spend_import.total_pence},
        after={"reason": reason},
    )


@writes
def mark_stale(authority_code: str) -> None:
    """Say that a council's figures are to be worked out again."""
    figures = db.session.get(SpendFigures, (authority_code, 0))
    if figures is None:
        empty = SpendFigures(authority_code=authority_code, year=0, figures=EMPTY, is_stale=True)
        empty.worked_out_at = utcnow()
        db.session.add(empty)
        db.session.flush()
    else:
        figures.is_stale = True


EMPTY: dict[str, Any] = {"whole": {"pence": 0, "payments": 0}}


@writes
def clear_up() -> int:
    """Delete the rows of files that nobody imported in time; return of how many."""
    too_old = utcnow() - rules.KEEP_UPLOAD
    ids = db.session.scalars(
        select(SpendImport.id).where(
            SpendImport.status.in_([ImportStatus.READ, ImportStatus.FAILED]),
            SpendImport.created_at < too_old,
        )
    ).all()
    for each in ids:
        for table in (SpendChunk, SpendRejection):
            db.session.execute(delete(table).where(table.import_id == each))
        db.session.execute(delete(SpendImport).where(SpendImport.id == each))
    return len(ids)
