"""Commands of the toolkit."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from brokerage.extensions import db
from brokerage.permissions import SYSTEM
from brokerage.toolkit.service.files import load_toolkit


@click.command("load-toolkit")
@click.argument(
    "folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
def load_toolkit_command(folder: Path | None) -> None:
    """Load labels.csv and resources/*.md of a folder (else those that ship with the project).

    What is there already is left as it is. Files that cannot be used are listed.
    """
    seed: Path = current_app.extensions["config"].seed_folder
    loaded = load_toolkit(SYSTEM, folder or seed / "toolkit")
    db.session.commit()
    for line in loaded.rejected:
        click.echo(line, err=True)
    click.echo(loaded.sentence)
