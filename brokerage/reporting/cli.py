"""Commands about impact reports."""

from __future__ import annotations

import click

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.reporting import tasks
from brokerage.reporting.queries.reports import get_report
from brokerage.reporting.queries.verification import list_faults


@click.command("verify-report")
@click.argument("year", type=int)
@click.option("--edition", type=int, help="Which edition; the newest where none is named.")
def verify_report_command(year: int, edition: int | None) -> None:
    """Work a published report out again from the ledger and compare every byte.

    It is done as the ledger stood when the report was frozen. Ends with an error that says
    what differs.
    """
    try:
        report = get_report(year, edition)
    except NotFoundError as error:
        raise click.ClickException(f"No such report on {year} is published.") from error
    faults = list_faults(report)
    if faults:
        raise click.ClickException(
            f"Report {year}, edition {report.edition}: " + "; ".join(faults) + "."
        )
    size = len(report.figures.encode())
    click.echo(
        f"Report {year}, edition {report.edition}: {size:,} bytes of figures worked out again, "
        f"the same to the byte. SHA-256 {report.figures_digest}"
    )


@click.command("draw-report")
@click.argument("year", type=int)
def draw_report_command(year: int) -> None:
    """Draw the printable file (PDF) of a year's newest edition; needs the `pdf` extra."""
    if not tasks.can_draw():
        raise click.ClickException("Install the extra “pdf” first: it draws the file.")
    try:
        report = get_report(year)
    except NotFoundError as error:
        raise click.ClickException(f"No report on {year} is published.") from error
    tasks.draw_report(report.id)
    db.session.commit()
    click.echo(f"Report {year}, edition {report.edition} has its printable file.")
