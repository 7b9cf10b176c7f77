"""Commands about buying."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from brokerage.extensions import db
from brokerage.procurement.queries.files import get_verification
from brokerage.procurement.service.buying_rules import load_buying_rules as load_rules


@click.command("load-buying-rules")
def load_buying_rules() -> None:
    """Load the dated rules on buying that ship with the project; what is there stays."""
    added = load_rules()
    db.session.commit()
    click.echo(f"Added {added} rules" if added else "The rules on buying are as they were")


@click.command("verify-search")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_search(file: Path) -> None:
    """Say whether a file is what the system froze; ends with 1 where it is not."""
    answer = get_verification(file.read_bytes())
    click.echo(answer.sentence)
    sys.exit(0 if answer.is_frozen else 1)
