"""The command that imports a spend file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.places.queries import get_authority
from brokerage.spend.rules.payments import PaymentReader
from brokerage.spend.service import imports
from brokerage.spend.service.figures import work_out_figures
from brokerage.spend.service.publishing import Plan, perform_import, plan_import
from brokerage.spend.service.reading import SpendFile, check_complete, read_file

SHOWN_REJECTIONS = 20


@click.command("import-spend")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--authority", "slug", required=True, help="The council, by its slug: oxford.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
def import_spend(file: Path, slug: str, dry_run: bool) -> None:
    """Import a council's published spend (CSV or .xlsx), with any headings.

    How each column was understood and the rows refused are told on the way; the last line is
    the result as JSON. The same file again changes nothing.
    """
    try:
        plan = _import(file, slug, dry_run)
    except NotFoundError as error:
        raise click.ClickException(f"There is no council “{slug}”.") from error
    except DomainError as refusal:
        db.session.rollback()
        raise click.ClickException(f"{refusal.sentence.rstrip('.')}.") from refusal
    _tell_rejected(plan.reader)
    click.echo(json.dumps(plan.as_result(), ensure_ascii=False))


def _import(path: Path, slug: str, is_dry_run: bool) -> Plan:
    authority = get_authority(slug)
    db.end_read()
    file = read_file(path, utcnow().date(), path.stem)
    check_complete(file.understanding)
    _tell_columns(file)
    if is_dry_run:
        code, found = authority.code, file.understanding
        return plan_import(code, found, file.rows(), file.quarter_on, _tell_rows)
    spend_import = imports.add_import(SYSTEM, authority, file, title=path.stem)
    imports.begin_import(SYSTEM, spend_import)
    db.session.commit()
    try:
        plan = perform_import(SYSTEM, spend_import, _commit)
    except Exception:
        db.session.rollback()
        imports.fail_import(SYSTEM, spend_import, "The command was cut short.")
        db.session.commit()
        raise
    db.session.commit()
    if not spend_import.added:
        click.echo("Nothing new: every payment in it is here already.", err=True)
    work_out_figures(authority.code)
    db.session.commit()
    return plan


def _commit(done: int) -> None:
    db.session.commit()
    click.echo(f"{done}% done", err=True)


def _tell_rows(rows: int) -> None:
    click.echo(f"{rows:,} rows read", err=True)


def _tell_columns(file: SpendFile) -> None:
    found = file.understanding
    for name, heading in found.named.items():
        click.echo(f"{name}: “{heading}”. {found.how[name]}", err=True)
    for note in found.notes:
        click.echo(note, err=True)


def _tell_rejected(reader: PaymentReader) -> None:
    for each in reader.rejected[:SHOWN_REJECTIONS]:
        click.echo(f"Line {each.line:,}: {each.reason}", err=True)
    if reader.rejected_count > SHOWN_REJECTIONS:
        click.echo(f"and {reader.rejected_count - SHOWN_REJECTIONS:,} more", err=True)
