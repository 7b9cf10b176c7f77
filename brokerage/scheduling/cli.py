"""Commands about term dates."""

from __future__ import annotations

from pathlib import Path

import click

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.scheduling.queries.terms import list_authority_keys
from brokerage.scheduling.rules.terms import read_term_file
from brokerage.scheduling.service.terms import load_term_dates


@click.command("load-term-dates")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--preview", is_flag=True, help="Say what would be loaded, and load nothing.")
def load_terms(file: Path, preview: bool) -> None:
    """Load the term dates of councils' schools from a CSV file.

    Columns: authority, kind (term or closed), name, first_day, last_day, source. Nothing is
    loaded unless every row can be used; rows take the place of those they overlap.
    """
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read as text: {error}") from error
    read = read_term_file(content, list_authority_keys(utcnow().date()))
    for sentence in read.errors:
        click.echo(sentence, err=True)
    if preview:
        click.echo(f"{len(read.rows)} rows can be loaded")
        return
    try:
        number = load_term_dates(SYSTEM, read)
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    click.echo(f"{number} rows are loaded")
