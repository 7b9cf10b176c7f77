"""Commands about categories and weights."""

from __future__ import annotations

import json
from pathlib import Path

import click

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.matchmaking.service.categories import (
    load_categories_file,
    load_reference_categories,
)
from brokerage.matchmaking.service.weights import adopt_weights, keep_weights, learn_weights
from brokerage.permissions import SYSTEM


@click.command("load-categories")
@click.argument("file", type=click.Path(path_type=Path))
def load_categories(file: Path) -> None:
    """Load a list of categories: the CPV codes, causes or skills.

    The columns are understood by their headings. Rows that cannot be used are listed; the
    others are loaded together. Loading the same file again changes nothing.
    """
    try:
        loaded = load_categories_file(file)
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    for reason in loaded.reasons:
        click.echo(reason, err=True)
    click.echo(loaded.sentence())


@click.command("load-reference-categories")
def load_reference() -> None:
    """Load the categories that ship with the project."""
    is_new = load_reference_categories(click.echo)
    db.session.commit()
    if not is_new:
        click.echo("The categories are as they were")


@click.command("learn-weights")
@click.argument("kind")
@click.option("--dry-run", is_flag=True, help="Judge only: keep nothing.")
@click.option("--use", "is_used", is_flag=True, help="Use the weights if they are judged better.")
def learn(kind: str, dry_run: bool, is_used: bool) -> None:
    """Learn what the parts of a score weigh from what was decided, and print the card.

    KIND is what is matched, as "organisation". The card is one line of JSON. Without --use the
    weights wait for an administrator.
    """
    try:
        card = learn_weights(kind)
        if not dry_run:
            learned = keep_weights(SYSTEM, kind, card)
            if is_used and card.is_adopted:
                adopt_weights(SYSTEM, learned)
            db.session.commit()
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(json.dumps({"kind": kind} | card.as_plain()))
