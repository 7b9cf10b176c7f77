"""Names of suppliers turned into organisations: by rule, and by what people said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from sqlalchemy import Table, insert

from brokerage.extensions import db, writes
from brokerage.spend.models import SpendSupplier
from brokerage.spend.queries.suppliers import (
    find_suppliers,
    list_decisions,
    list_known_organisations,
)
from brokerage.spend.rules.imports import Match
from brokerage.spend.rules.resolution import Resolution, Resolver

CHUNK = 2_000
# The table itself takes rows with gaps in one statement; the class would cut it at each gap.
TABLE = cast(Table, SpendSupplier.__table__)


@dataclass(frozen=True)
class Named:
    """What a council's names mean, by key."""

    standings: dict[str, tuple[str, int | None, list[dict[str, Any]]]] = field(default_factory=dict)
    """Standing, organisation and candidates."""

    def is_resolved(self, key: str) -> bool:
        """Say whether a name means an organisation."""
        return self.standings[key][1] is not None


def resolve_names(authority_code: str, names: Mapping[str, str]) -> Named:
    """Return what these names mean, by key; what is settled is not asked again."""
    settled = {
        key: (row.standing, row.organisation_id, row.candidates)
        for key, row in find_suppliers(authority_code).items()
        if row.organisation_id is not None
    }
    said: dict[str, dict[int, bool]] = {}
    for decision in list_decisions(authority_code):
        said.setdefault(decision.key, {})[decision.organisation_id] = decision.is_same
    known = list_known_organisations()
    db.end_read()
    open_keys = [key for key in names if key not in settled]
    found = Resolver(known).resolve([names[key] for key in open_keys])
    judged = {
        key: judge(resolution, said.get(key, {}))
        for key, resolution in zip(open_keys, found, strict=True)
    }
    return Named({key: settled.get(key) or judged[key] for key in names})


def judge(
    resolution: Resolution, said: Mapping[int, bool]
) -> tuple[str, int | None, list[dict[str, Any]]]:
    """Return what a name means, where a person's yes and no come before any likeness."""
    agreed = [each for each, is_same in said.items() if is_same]
    if agreed:
        return Match.CONFIRMED, agreed[0], []
    organisation_id = resolution.organisation_id
    if organisation_id is not None and said.get(organisation_id, True):
        return Match.AUTOMATIC, organisation_id, []
    candidates = [
        asdict(each) for each in resolution.candidates if each.organisation_id not in said
    ]
    return (Match.ASKED if candidates else Match.NONE), None, candidates


@writes
def save_suppliers(authority_code: str, names: Mapping[str, str], named: Named) -> dict[str, int]:
    """Keep the names of an import and what they mean; return their ids by key."""
    kept = find_suppliers(authority_code)
    for key, row in kept.items():
        if key in named.standings and row.organisation_id is None:
            row.standing, row.organisation_id, row.candidates = named.standings[key]
    new = [
        {
            "authority_code": authority_code,
            "key": key,
            "name": name,
            "standing": named.standings[key][0],
            "organisation_id": named.standings[key][1],
            "candidates": named.standings[key][2],
            "pence": 0,
        }
        for key, name in names.items()
        if key not in kept
    ]
    _insert(new)
    return {key: row.id for key, row in find_suppliers(authority_code).items() if key in names}


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(TABLE), rows[start : start + CHUNK])
    db.session.flush()
