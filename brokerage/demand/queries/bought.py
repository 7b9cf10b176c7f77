"""What a buyer has bought, by its own published spend."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.organisations.queries.member import get_organisation
from brokerage.spend.queries.imports import find_authority_of
from brokerage.spend.queries.lens import Bought
from brokerage.spend.queries.lens import list_bought as list_bought_by_council

MOST_SHOWN = 20


def list_bought(organisation_id: int) -> Sequence[Bought]:
    """Return what this buyer spent most on in the newest year of its files; few of many kinds."""
    authority = find_authority_of(get_organisation(organisation_id))
    found = list_bought_by_council(authority.code) if authority else []
    return [each for each in found if each.year == found[0].year][:MOST_SHOWN]
