"""Organisations as open contracting data names them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from brokerage.organisations.rules import Register

SCHEMES: Mapping[str, str] = {
    Register.COMPANY: "GB-COH",
    Register.CHARITY: "GB-CHC",
    Register.MUTUAL: "GB-MPR",
}
"""The prefixes that org-id.guide gives the registers."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """An organisation that buys or was chosen; only what its public page says."""

    organisation_id: int
    name: str
    register: str | None
    number: str | None
    page: str
    """The full address of its public page; empty where it has none now."""
    website: str = ""
    scale: str | None = None
    """`micro`, `sme` or `large` (the partyScale extension), once its size is known."""

    @property
    def id(self) -> str:
        """Its identifier: of a public register where it is on one, else of this site."""
        return org_id(self.organisation_id, self.register, self.number)


def org_id(organisation_id: int, register: str | None, number: str | None) -> str:
    """Return GB-COH-<number>, GB-CHC-<number>, GB-MPR-<number>, or organisation-<id>."""
    scheme = SCHEMES.get(register or "")
    return f"{scheme}-{number}" if scheme and number else f"organisation-{organisation_id}"


def party_block(party: Party, roles: list[str]) -> dict[str, Any]:
    """Return a party as it stands in a release, with what it does there."""
    scheme = SCHEMES.get(party.register or "")
    identifier: dict[str, Any] = {"legalName": party.name}
    if scheme and party.number:
        identifier |= {"scheme": scheme, "id": party.number}
    if party.page:
        identifier["uri"] = party.page
    block: dict[str, Any] = {
        "id": party.id,
        "name": party.name,
        "identifier": identifier,
        "address": {"countryName": "United Kingdom"},
        "roles": roles,
    }
    if party.website:
        block["contactPoint"] = {"name": party.name, "url": party.website}
    if party.scale:
        block["details"] = {"scale": party.scale}
    return block


def reference(party: Party) -> dict[str, str]:
    """Return how other parts of a release point at a party."""
    return {"id": party.id, "name": party.name}
