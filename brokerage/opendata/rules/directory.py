"""The directory as a table: organisations that were approved, and nothing about people. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brokerage.organisations.rules import Kind
from brokerage.places.rules.postcodes import outcode_of
from brokerage.sheets import safe_cells

COLUMNS: Mapping[str, str] = {
    "organisation_id": "GB-COH, GB-CHC or GB-MPR with the number on the register, or our own",
    "name": "Its name",
    "kind": "What it is, such as business, charity or authority",
    "is_social_enterprise": "Whether it says that it trades for a social purpose: yes or no",
    "register": "company, charity or mutual; empty where it is on none",
    "registration_number": "Its number on that register",
    "outcode": "The first half of its postcode",
    "council_code": "The ONS code of the council that it is in",
    "areas_served": "Councils in whose areas it works, by short names of ours",
    "miles_served": "How many miles from its place it works, if it says so",
    "works_remotely": "Whether it also works online: yes or no",
    "cpv_codes": "What it sells, as CPV 2008 codes that it confirmed",
    "causes": "What it works for, by short names of ours",
    "wants": "What it wants here, such as sell or host-volunteers",
    "website": "Its website",
    "page": "Its page here",
    "approved_on": "When a broker approved it",
    "last_confirmed_on": "When it last said that all of this is still right",
    "is_demonstration": "Whether it is demonstration data: yes or no",
}


def is_open(kind: str | None, has_no_number: bool) -> bool:
    """Say whether a row may be given: a business on no register is one person, so it may not."""
    return not (has_no_number and kind == Kind.BUSINESS)


def directory_cells(organisation: Any, org_id: str, page: str) -> list[str]:
    """Return the cells of one organisation under COLUMNS.

    Its texts are left out: they are its own words, and may name people.
    """
    return safe_cells(
        [
            org_id,
            organisation.name or "",
            organisation.kind or "",
            _yes_no(organisation.is_social_enterprise),
            organisation.register or "",
            organisation.registration_number or "",
            outcode_of(organisation.postcode) if organisation.postcode else "",
            organisation.authority_code or "",
            " ".join(sorted(organisation.serves_areas)),
            "" if organisation.serves_miles is None else organisation.serves_miles,
            _yes_no(organisation.serves_remotely),
            " ".join(each.code for each in organisation.categories),
            " ".join(each.code for each in organisation.causes),
            " ".join(sorted(organisation.wants)),
            organisation.website,
            page,
            organisation.decided_at.date().isoformat() if organisation.decided_at else "",
            organisation.last_confirmed_on.isoformat() if organisation.last_confirmed_on else "",
            _yes_no(organisation.is_demonstration),
        ]
    )


def _yes_no(is_so: bool) -> str:
    return "yes" if is_so else "no"
