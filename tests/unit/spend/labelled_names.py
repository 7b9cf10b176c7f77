"""An invented sample of names as councils print them, each with the organisation it means."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from brokerage.spend.rules.resolution import Known, Resolution, Resolver

FILE = Path(__file__).with_name("labelled_names.csv")
NEIGHBOURS = (
    "Hollingdean Harries Plastering",
    "Fennimore Carpets Ltd",
    "Meadow View Cleaning Services Ltd",
    "Riverbank Friends Witney",
    "Elderberry Care Ltd",
    "Beechfield Nurseries Ltd",
    "Larkford Choral Society",
)
"""Organisations that no name of the sample means."""
WITH_BRANCHES = frozenset(
    "Lantern House Trust;Riverbank Friends Oxford;Harrowmead Community Association;Aspenvale"
    ";Breakspear Training CIC;Riverbank Friends Witney".split(";")
)


@dataclass(frozen=True)
class Verdict:
    """How good the automatic matches are; a wrong one counts against both."""

    right: int
    taken: int
    meant: int
    wrong: Sequence[tuple[str, str]]
    missed: Sequence[str]

    @property
    def precision(self) -> float:
        """Of those that were taken, the share that is right."""
        return self.right / self.taken

    @property
    def recall(self) -> float:
        """Of those that mean someone, the share that was taken rightly."""
        return self.right / self.meant


def judge() -> Verdict:
    """Resolve the whole sample and compare."""
    with FILE.open(encoding="utf-8") as file:
        rows = [(row["printed"], row["organisation"]) for row in csv.DictReader(file)]
    names = [*dict.fromkeys(name for _, name in rows if name), *NEIGHBOURS]
    known = [Known(at, name, name in WITH_BRANCHES) for at, name in enumerate(names)]
    found: list[Resolution] = Resolver(known).resolve([printed for printed, _ in rows])
    taken = ["" if each.organisation_id is None else names[each.organisation_id] for each in found]
    pairs = [(*row, name) for row, name in zip(rows, taken, strict=True)]
    return Verdict(
        right=sum(bool(name) and name == meant for _, meant, name in pairs),
        taken=sum(map(bool, taken)),
        meant=sum(bool(meant) for _, meant in rows),
        wrong=[(printed, name) for printed, meant, name in pairs if name and name != meant],
        missed=[printed for printed, meant, name in pairs if meant and name != meant],
    )
