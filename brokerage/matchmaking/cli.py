"""Commands about categories."""

from __future__ import annotations

from pathlib import Path

import click

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.matchmaking.service.categories import (
    load_categories_file,
    load_reference_categories,
)


@click.command("load-categories")
@click.argument("file", type=click.Path(path_type=Path))
def load_categories(file: Path) -> None:
    """Load a list of categories: the CPV codes, causes or skills.

    The columns are understood by their headings. Rows that cannot be used are listed; the
    others are loaded together. Loading the same file again changes nothing.
    """
    try:
        loaded = load_categories_file(file)
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    for reason in loaded.reasons:
        click.echo(reason, err=True)
    click.echo(loaded.sentence())


@click.command("load-reference-categories")
def load_reference() -> None:
    """Load the categories that ship with the project."""
    is_new = load_reference_categories(click.echo)
    db.session.commit()
    if not is_new:
        click.echo("The categories are as they were")
