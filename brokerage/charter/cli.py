"""Commands about the charter."""

from __future__ import annotations

import click

from brokerage.charter.service.catalogue import load_reference_charter
from brokerage.extensions import db


@click.command("load-charter")
def load_charter_command() -> None:
    """Load the themes and pledges that ship with the project; what is there stays as it is."""
    number = load_reference_charter()
    db.session.commit()
    click.echo(f"Added {number} pledges")
