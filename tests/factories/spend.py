"""Spend of a council as tests need it."""

from itertools import count
from pathlib import Path
from typing import Any

from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.places.models import Authority
from brokerage.spend.models import SpendImport, SpendSupplier
from brokerage.spend.service import imports
from brokerage.spend.service.figures import work_out_figures
from brokerage.spend.service.publishing import perform_import
from brokerage.spend.service.reading import read_file

HEADING = "Supplier Name,Amount,Paid Date,Service Area,Expenditure Category,Trans No"
ROWS = (
    "GREEN GATE BAKERY LTD,100.00,03/04/2026,Parks,Catering,T1",
    "Otterbourne Paving Limited,250.50,04/05/2026,Highways,Repairs,T2",
    "OTTERBOURNE PAVING LTD,-50.50,05/07/2026,Highways,Repairs,T3",
    "REDACTED PERSONAL DATA,30.00,06/07/2026,Housing,Grants,T4",
)
_numbers = count(1)


def make_authority(name: str = "Larkford Council", **fields: Any) -> Authority:
    """Add a council and return it, flushed."""
    number = next(_numbers)
    answers = {"code": f"E97{number:06}", "slug": f"larkford-{number}", "short_name": "Larkford"}
    authority = Authority(name=name, kind="district", is_in_area=True, **answers | fields)
    db.session.add(authority)
    db.session.flush()
    return authority


def write_spend(folder: Path, *rows: str, heading: str = HEADING, name: str = "spend.csv") -> Path:
    """Write a spend file and return where it is."""
    path = folder / name
    path.write_text("\n".join([heading, *(rows or ROWS)]), encoding="utf-8")
    return path


def make_import(authority: Authority, path: Path) -> SpendImport:
    """Read a file and keep it, not begun."""
    return imports.add_import(SYSTEM, authority, read_file(path, utcnow().date()), title="A file")


def publish_file(authority: Authority, path: Path) -> SpendImport:
    """Import a file whole, figures and all, and return the import."""
    spend_import = make_import(authority, path)
    imports.begin_import(SYSTEM, spend_import)
    perform_import(SYSTEM, spend_import, lambda done: None)
    work_out_figures(authority.code)
    return spend_import


def make_supplier(authority: Authority, name: str, **fields: Any) -> SpendSupplier:
    """Add a name of the council's spend that means nobody, and return it, flushed."""
    answers = {"key": name.casefold(), "name": name, "standing": "none", "pence": 100}
    answers |= {"authority_code": authority.code, "candidates": []}
    supplier = SpendSupplier(**answers | fields)
    db.session.add(supplier)
    db.session.flush()
    return supplier
