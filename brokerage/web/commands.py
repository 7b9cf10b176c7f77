"""The command group `flask --app wsgi brokerage …`; features add their commands to it."""

from __future__ import annotations

import click
from flask import Flask, current_app

from brokerage.extensions import db
from brokerage.jobs import JobRunner, run_due_jobs
from brokerage.migrations import newest_version, upgrade, version_of
from brokerage.web.embedded_server import (
    LOOPBACK,
    ServerRefusedError,
    bound_socket,
    only_server_of,
    serve_until_stopped,
)


def brokerage_commands() -> click.Group:
    """Return the group with the commands that belong to no feature."""
    group = click.Group("brokerage", help="Run and look after the brokerage.")
    group.add_command(migrate)
    group.add_command(run_jobs)
    group.add_command(serve)
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


@click.command("serve")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the site from one process on SQLite, jobs included; for PostgreSQL use gunicorn."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    try:
        with only_server_of(app.extensions["config"]), bound_socket(port, host) as bound:
            with db.new_session() as session:
                version = version_of(session.connection())
            if version != newest_version():
                raise ServerRefusedError("Run “flask --app wsgi brokerage migrate” first.")
            click.echo(f"Serving on http://{host}:{port} (Ctrl-C stops it)")
            serve_until_stopped(app, bound)
    except ServerRefusedError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Stopped")
