"""Commands about places."""

from __future__ import annotations

from pathlib import Path

import click

from brokerage.errors import DomainError
from brokerage.places.service.files import load_places_file
from brokerage.places.service.reference import load_reference_places


@click.command("load-places")
@click.argument("file", type=click.Path(path_type=Path))
def load_places(file: Path) -> None:
    """Load a table of postcodes, outward codes, wards or small areas (LSOA).

    The columns are understood by their headings. Rows that cannot be used are listed; the
    others are loaded together. Loading the same file again changes nothing.
    """
    try:
        loaded = load_places_file(file)
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    for reason in loaded.reasons:
        click.echo(reason, err=True)
    click.echo(loaded.sentence())


@click.command("load-reference-places")
def load_reference() -> None:
    """Load the councils, priority places and postcodes that ship with the project."""
    try:
        is_new = load_reference_places(click.echo)
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    if not is_new:
        click.echo("The places are as they were")
