"""Commands about the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.ledger.queries import chain
from brokerage.ledger.service.source_measures import load_source_measures
from brokerage.permissions import SYSTEM


@click.command("verify-ledger")
def verify_ledger_command() -> None:
    """Check that the ledger is as it was written, and that its balances add up.

    Every link of the chain is computed again, every claim's entries are added up, and every
    source's claims. Ends with an error that says what is wrong.
    """
    faults = []
    broken = chain.find_broken_seal()
    if broken is not None:
        faults.append(f"link {broken} of the chain does not verify")
    faults += [f"claim {each}: its entries do not add up" for each in chain.list_wrong_claims()]
    faults += [f"source {each}: its claims do not add up" for each in chain.list_wrong_sources()]
    if faults:
        raise click.ClickException("The ledger was tampered with: " + "; ".join(faults) + ".")
    waiting = chain.count_unsealed()
    click.echo(f"The ledger is as it was written; {waiting:,} entries wait to be sealed.")


@click.command("load-source-measures")
@click.argument("file", type=click.Path(path_type=Path))
def load_source_measures_command(file: Path) -> None:
    """Load the table that says as which measure each kind of source counts (CSV).

    It takes the place of the one there is. A row that cannot be used changes nothing.
    """
    try:
        rows = load_source_measures(SYSTEM, file)
    except DomainError as refusal:
        raise click.ClickException(f"{refusal.sentence.rstrip('.')}.") from refusal
    db.session.commit()
    click.echo(f"{rows:,} rows say as which measure each kind of source counts.")
