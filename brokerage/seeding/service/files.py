"""Reading the demonstration's files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app

Row = Mapping[str, Any]


def read_rows(name: str) -> list[Row]:
    """Return the rows of one file of the demonstration's folder."""
    folder: Path = current_app.extensions["config"].seed_folder / "demonstration"
    rows: list[Row] = json.loads((folder / name).read_text(encoding="utf-8"))
    return rows


def read_object(name: str) -> Row:
    """Return a file of the demonstration's folder that holds several lists."""
    folder: Path = current_app.extensions["config"].seed_folder / "demonstration"
    told: Row = json.loads((folder / name).read_text(encoding="utf-8"))
    return told
