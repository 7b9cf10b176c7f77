"""A past told in order: each thing that happened, at its own time, through the services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from brokerage.extensions import db, telling, writes


@dataclass(frozen=True)
class Scene:
    """One thing that someone did, and when."""

    at: datetime
    act: Callable[[], object]


@writes
def tell(scenes: Iterable[Scene]) -> None:
    """Play the scenes by time; those of one moment in the order given."""
    for scene in sorted(scenes, key=lambda scene: scene.at):
        with telling(scene.at):
            scene.act()
            db.session.flush()
