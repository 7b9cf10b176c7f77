"""Commands about passports."""

from __future__ import annotations

import click

from brokerage.extensions import db
from brokerage.passports.service.rules import load_passport_rules


@click.command("load-passport-rules")
def load_passport_rules_command() -> None:
    """Load the dated rules on sizes and reservations that ship; what is there stays."""
    added = load_passport_rules()
    db.session.commit()
    click.echo(f"Added {added} rules" if added else "The rules on passports are as they were")
