"""The command that fills and starts the demonstration."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import click
from flask import Flask, current_app

from brokerage.config import Config, ConfigError
from brokerage.extensions import db
from brokerage.matchmaking.service.categories import load_reference_categories
from brokerage.migrations import upgrade
from brokerage.places.service.reference import load_reference_places
from brokerage.seeding.service import load_demonstration
from brokerage.web.embedded_server import (
    LOOPBACK,
    ServerRefusedError,
    bound_socket,
    only_server_of,
    serve_until_stopped,
)
from brokerage.web.layout import today

FOLDER = "demonstration"


@click.command("demonstration")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demonstration(port: int) -> None:
    """Start the demonstration site: its database, its data, its server."""
    started = time.monotonic()
    try:
        config = demonstration_config(current_app.extensions["config"], port)
        with only_server_of(config), bound_socket(port) as bound:
            app = _prepare(config)
            click.echo(f"Ready in {time.monotonic() - started:.1f} s")
            click.echo(f"Open {config.base_url} in a browser (Ctrl-C stops the site)")
            serve_until_stopped(app, bound)
    except (ConfigError, ServerRefusedError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Stopped")


def demonstration_config(config: Config, port: int) -> Config:
    """Return the demonstration's own settings beside these.

    Raises ConfigError where these are a real site's: PostgreSQL, or an address of its own.
    """
    checked = replace(config, is_demonstration=True)
    folder = checked.data_folder / FOLDER
    return replace(
        checked,
        database_url=f"sqlite:///{folder / 'brokerage.sqlite'}",
        base_url=f"http://{LOOPBACK}:{port}",
        data_folder=folder,
        trusted_proxies=0,
    )


def _prepare(config: Config) -> Flask:
    """Return the demonstration's app, its database migrated and filled."""
    click.echo("Bringing the database up to date")
    upgrade(config.database_url)
    create_app: Callable[[Config], Flask] = current_app.extensions["create_app"]
    app = create_app(config)
    with app.app_context():
        _load_reference()
        _load_demonstration()
    return app


def _load_reference() -> None:
    is_new = load_reference_places(click.echo)
    is_new |= load_reference_categories(click.echo)
    if not is_new:
        click.echo("Councils, postcodes and categories were loaded before")


def _load_demonstration() -> None:
    click.echo("Loading the demonstration’s organisations and people")
    added = load_demonstration(today())
    db.session.commit()
    if added.is_new:
        click.echo(
            f"Added {added.organisations} organisations, {added.opportunities} "
            f"volunteering opportunities and {added.briefs} briefs of buyers"
        )
    else:
        click.echo("All of them were loaded before")
