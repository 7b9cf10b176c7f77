"""Commands about checks."""

from __future__ import annotations

import click

from brokerage.checks.service.rules import load_reference_rules
from brokerage.extensions import db


@click.command("load-check-rules")
def load_check_rules() -> None:
    """Load the dated rules on checks that ship with the project; what is there stays."""
    added = load_reference_rules()
    db.session.commit()
    click.echo(f"Added {added} rules" if added else "The rules on checks are as they were")
