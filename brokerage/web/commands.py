"""The command group `flask --app wsgi brokerage …`; features add their commands to it."""

from __future__ import annotations

import click
from flask import current_app

from brokerage.jobs import JobRunner, run_due_jobs
from brokerage.migrations import upgrade


def brokerage_commands() -> click.Group:
    """Return the group with the commands that belong to no feature."""
    group = click.Group("brokerage", help="Run and look after the brokerage.")
    group.add_command(migrate)
    group.add_command(run_jobs)
    return group


@click.command("migrate")
def migrate() -> None:
    """Bring the database up to the newest version."""
    upgrade(current_app.extensions["config"].database_url)


@click.command("run-jobs")
@click.option("--once", is_flag=True, help="Run what is due and end.")
def run_jobs(once: bool) -> None:
    """Run scheduled jobs: mail, sealing, clearing up."""
    if once:
        click.echo(f"Ran: {', '.join(run_due_jobs()) or 'nothing was due'}.")
        return
    runner = JobRunner(current_app._get_current_object())  # type: ignore[attr-defined]  # a proxy
    runner.run()
