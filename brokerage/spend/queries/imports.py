"""Imports of spend files: what was read, how far they are, what came of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind, Status
from brokerage.places.models import Authority
from brokerage.spend.models import (
    SpendChunk,
    SpendFigures,
    SpendImport,
    SpendPayment,
    SpendRejection,
)
from brokerage.spend.permissions import SpendFacts
from brokerage.spend.rules.columns import Understanding
from brokerage.spend.rules.imports import SILENCE, ImportStatus
from brokerage.spend.rules.values import DateStyle, DayOrder
from brokerage.web.paging import Page

PER_PAGE = 20
CHUNK = 500


def find_spend_facts(authority: Authority) -> SpendFacts:
    """Return whose buyers look after a council's spend: the council that has an account here."""
    ids = db.session.scalars(
        select(Organisation.id)
        .where(
            Organisation.kind == Kind.AUTHORITY,
            Organisation.status == Status.APPROVED,
            Organisation.name == authority.name,
        )
        .order_by(Organisation.id)
    )
    return SpendFacts(organisation_ids=frozenset(ids))


def find_authority_of(organisation: Organisation) -> Authority | None:
    """Return the council that an organisation is, if it is one."""
    if organisation.kind != Kind.AUTHORITY or organisation.status != Status.APPROVED:
        return None
    return db.session.scalars(
        select(Authority).where(Authority.name == organisation.name).order_by(Authority.code)
    ).first()


def get_import(spend_import_id: int) -> SpendImport:
    """Return an import, or raise NotFoundError."""
    found = db.session.get(SpendImport, spend_import_id)
    if found is None:
        raise NotFoundError
    return found


def list_imports(authority_code: str, number: int) -> Page[SpendImport]:
    """Return a council's imports, the newest first."""
    is_theirs = SpendImport.authority_code == authority_code
    total = db.session.scalar(select(func.count()).select_from(SpendImport).where(is_theirs)) or 0
    rows = db.session.scalars(
        select(SpendImport)
        .where(is_theirs)
        .order_by(SpendImport.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    return Page(rows, number, PER_PAGE, total)


def find_earlier(spend_import: SpendImport) -> SpendImport | None:
    """Return the published import of the same rows, if there is one."""
    return db.session.scalars(
        select(SpendImport)
        .where(
            SpendImport.authority_code == spend_import.authority_code,
            SpendImport.digest == spend_import.digest,
            SpendImport.status == ImportStatus.PUBLISHED,
            SpendImport.id != spend_import.id,
        )
        .order_by(SpendImport.id.desc())
    ).first()


def get_understanding(spend_import: SpendImport) -> Understanding:
    """Return how an import's columns are understood."""
    style = spend_import.style
    return Understanding(
        heading_at=0,
        headings=spend_import.headings,
        columns=spend_import.columns,
        how=spend_import.how,
        style=DateStyle(DayOrder(style["order"]), style["is_from_1904"]),
        has_days=style["has_days"],
        notes=spend_import.notes,
    )


def list_rows(spend_import_id: int, most_chunks: int | None = None) -> Iterator[Any]:
    """Yield the rows of a file as they were read: line, and cells or why there are none."""
    numbers = db.session.scalars(
        select(SpendChunk.number)
        .where(SpendChunk.import_id == spend_import_id)
        .order_by(SpendChunk.number)
        .limit(most_chunks)
    ).all()
    for number in numbers:
        packed = db.session.scalar(
            select(SpendChunk.packed).where(
                SpendChunk.import_id == spend_import_id, SpendChunk.number == number
            )
        )
        yield from ((line, cells) for line, cells in json.loads(zlib.decompress(packed or b"")))


def list_rejections(spend_import_id: int, most: int) -> Sequence[SpendRejection]:
    """Return the rows that were not used, in the order of the file."""
    return db.session.scalars(
        select(SpendRejection)
        .where(SpendRejection.import_id == spend_import_id)
        .order_by(SpendRejection.line)
        .limit(most)
    ).all()


def find_known_keys(authority_code: str, keys: Sequence[int], import_id: int) -> set[int]:
    """Return which of these payments are there already, from another import."""
    known: set[int] = set()
    for start in range(0, len(keys), CHUNK):
        known.update(
            db.session.scalars(
                select(SpendPayment.row_key)
                .where(
                    SpendPayment.authority_code == authority_code,
                    SpendPayment.row_key.in_(keys[start : start + CHUNK]),
                    SpendPayment.import_id != import_id,
                )
                .order_by(SpendPayment.row_key)
            )
        )
    return known


def has_waiting_import(now: datetime) -> bool:
    """Say whether an import waits, or whether its worker was not heard of for long."""
    is_silent = (SpendImport.status == ImportStatus.WORKING) & (SpendImport.beat_at < now - SILENCE)
    return (
        db.session.scalar(
            select(SpendImport.id)
            .where(or_(SpendImport.status == ImportStatus.WAITING, is_silent))
            .limit(1)
        )
        is not None
    )


def list_stale_authorities() -> Sequence[str]:
    """Return the codes of councils whose figures are to be worked out again."""
    return db.session.scalars(
        select(SpendFigures.authority_code)
        .where(SpendFigures.year == 0, SpendFigures.is_stale)
        .order_by(SpendFigures.authority_code)
    ).all()


def list_groups(
    authority_code: str,
) -> Sequence[Row[int | None, str, str, date | None, int, int]]:
    """Return the published spend by supplier, service, category and quarter."""
    keys = (
        SpendPayment.supplier_id,
        SpendPayment.service,
        SpendPayment.category,
        SpendPayment.quarter_on,
    )
    return db.session.execute(
        select(*keys, func.sum(SpendPayment.pence), func.count())
        .join(SpendImport, SpendImport.id == SpendPayment.import_id)
        .where(
            SpendPayment.authority_code == authority_code,
            SpendImport.status == ImportStatus.PUBLISHED,
        )
        .group_by(*keys)
        .order_by(*keys)
    ).all()
