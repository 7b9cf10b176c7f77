"""Commands about organisations: importing unclaimed listings."""

from __future__ import annotations

from pathlib import Path

import click

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.organisations.rules.listings import Origin
from brokerage.organisations.service.listings import import_listings
from brokerage.permissions import SYSTEM

PROGRESS_EVERY = 2_000


@click.command("import-listings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Who publishes the file, if its rows do not say so.")
@click.option("--licence", default="", help="Its licence, if its rows do not say so.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
def import_listings_command(file: Path, source: str, licence: str, dry_run: bool) -> None:
    """Bring the unclaimed listings up to a table of local bodies (CSV)."""
    origin = Origin(source=source.strip(), licence=licence.strip())
    try:
        done = import_listings(SYSTEM, file, origin, is_dry_run=dry_run, on_progress=_tell)
    except DomainError as refusal:
        raise click.ClickException(f"{refusal.sentence.rstrip('.')}.") from refusal
    db.session.commit()
    for line in done.rejected:
        click.echo(line, err=True)
    click.echo(f"{'Nothing was written. It would be: ' if dry_run else ''}{done.sentence}")


def _tell(rows: int) -> None:
    if rows % PROGRESS_EVERY == 0:
        click.echo(f"{rows:,} rows read", err=True)
