"""What anyone may see of a council's spend: figures worked out beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.places.models import Authority
from brokerage.spend.models import SpendFigures, SpendImport
from brokerage.spend.rules.imports import ImportStatus

ALL_YEARS = 0


@dataclass(frozen=True)
class Bought:
    """What a council spent on one kind of thing in one calendar year."""

    category: str
    year: int
    pence: int
    payments: int


def list_bought(authority_code: str) -> list[Bought]:
    """Return what a council bought by year and kind, the newest year and the most money first.

    What was paid without a day is not in any year, and so is left out. Beyond 200 kinds a year
    the smallest are one line, “All others”.
    """
    rows = db.session.scalars(
        select(SpendFigures)
        .where(SpendFigures.authority_code == authority_code, SpendFigures.year != ALL_YEARS)
        .order_by(SpendFigures.year.desc())
    )
    return [
        Bought(line["label"], row.year, line["pence"], line["payments"])
        for row in rows
        for line in row.figures["category"]
    ]


def list_shown_authorities() -> list[tuple[Authority, int]]:
    """Return the councils of which spend is shown, by name, with the pence in all."""
    rows = db.session.execute(
        select(Authority, SpendFigures.figures)
        .join(SpendFigures, SpendFigures.authority_code == Authority.code)
        .where(SpendFigures.year == ALL_YEARS)
        .order_by(Authority.name, Authority.code)
    )
    return [
        (authority, figures["whole"]["pence"])
        for authority, figures in rows
        if figures["whole"]["payments"]
    ]


def list_years(authority_code: str) -> Sequence[int]:
    """Return the years a council's spend is shown for, the newest first."""
    return db.session.scalars(
        select(SpendFigures.year)
        .where(SpendFigures.authority_code == authority_code, SpendFigures.year != ALL_YEARS)
        .order_by(SpendFigures.year.desc())
    ).all()


def find_figures(authority_code: str, year: int) -> SpendFigures | None:
    """Return a year's figures of a council, or those of all years together."""
    return db.session.get(SpendFigures, (authority_code, year))


def get_figures(authority_code: str, year: int) -> SpendFigures:
    """Return them, or raise NotFoundError."""
    found = find_figures(authority_code, year)
    if found is None:
        raise NotFoundError
    return found


def list_published(authority_code: str) -> Sequence[SpendImport]:
    """Return the newest imports that the figures stand on."""
    return db.session.scalars(
        select(SpendImport)
        .where(
            SpendImport.authority_code == authority_code,
            SpendImport.status == ImportStatus.PUBLISHED,
        )
        .order_by(SpendImport.id.desc())
        .limit(50)
    ).all()
