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
from brokerage.matchmaking.service.training import prepare_vectors, train_from_notices
from brokerage.matchmaking.service.weights import adopt_weights, keep_weights, learn_weights
from brokerage.permissions import SYSTEM


@click.command("load-categories")
@click.argument("file", type=click.Path(path_type=Path))
def load_categories(file: Path) -> None:
    """Load a list of categories: the CPV codes, causes, skills or topics.

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


@click.command("train-categories")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--text", default="title,description", show_default=True, help="Columns of text.")
@click.option("--label", default="cpv_division", show_default=True, help="Column of the code.")
def train_categories(file: Path, text: str, label: str) -> None:
    """Learn from your own coded notices which words go with which code.

    What is learned stays in the data folder. It has no text of the notices, only which words
    each one holds.
    """
    columns = [column.strip() for column in text.split(",") if column.strip()]
    try:
        learned = train_from_notices(file, columns, label)
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    how = "words and meaning" if learned["encoder"] else "words alone: no sentence encoder"
    click.echo(f"Learned {learned['classes']} codes from {learned['rows']} notices, by {how}")


@click.command("prepare-suggestions")
def prepare_suggestions() -> None:
    """Work out what the categories mean, so that suggestions compare meaning and not only words."""
    prepared = prepare_vectors()
    click.echo(f"Prepared: {', '.join(prepared) or 'nothing was missing'}")
