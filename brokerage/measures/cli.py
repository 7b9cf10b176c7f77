"""Commands about measures."""

from __future__ import annotations

from pathlib import Path

import click

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.measures.service import load_measures
from brokerage.permissions import SYSTEM


@click.command("load-measures")
@click.argument("file", type=click.Path(path_type=Path))
def load_measures_command(file: Path) -> None:
    """Load a table of social value measures (CSV), found by its headings.

    A value is taken with its source and year only. Rows that cannot be used are listed.
    Loading the same file again changes nothing.
    """
    try:
        loaded = load_measures(SYSTEM, file)
    except DomainError as refusal:
        raise click.ClickException(f"{refusal.sentence.rstrip('.')}.") from refusal
    db.session.commit()
    for line in loaded.rejected:
        click.echo(line, err=True)
    click.echo(loaded.sentence)
