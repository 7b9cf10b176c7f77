"""Spend in the demonstration: invented files of two councils, imported as anyone would."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.places.queries import get_authority
from brokerage.seeding.service.people import Cast
from brokerage.spend.models import SpendImport
from brokerage.spend.service import imports
from brokerage.spend.service.figures import work_out_figures
from brokerage.spend.service.publishing import perform_import
from brokerage.spend.service.reading import read_file

FILES = (
    ("oxford", "oxford-city-council", "spend_oxford.csv"),
    ("cherwell", "cherwell-district-council", "spend_cherwell.csv"),
)
TITLE = "Invented payments, October 2025 to September 2026"


@writes
def load_spend(cast: Cast, today: date) -> int:
    """Import the files that are not there yet; return how many."""
    folder: Path = current_app.extensions["config"].seed_folder / "demonstration"
    if db.session.scalar(select(SpendImport.id).limit(1)) is not None:
        return 0
    for slug, organisation, name in FILES:
        authority, actor = get_authority(slug), cast.owner(organisation)
        file = read_file(folder / name, today)
        spend_import = imports.add_import(actor, authority, file, title=TITLE)
        imports.begin_import(actor, spend_import)
        perform_import(actor, spend_import, lambda done: None)
        work_out_figures(authority.code)
    return len(FILES)
