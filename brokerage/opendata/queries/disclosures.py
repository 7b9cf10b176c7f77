"""What other rooms let everybody know of a brief: awards, reservations, sizes of firms.

Each returns nothing until its room hands it in; a release is whole without.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from brokerage.opendata.rules.releases import PublishedAward


def list_awards(brief_id: int) -> Sequence[PublishedAward]:
    """Return what was decided on a brief and may be told, with its contracts, oldest first."""
    return ()


def list_reservations(brief_id: int) -> Sequence[str]:
    """Return the kinds of reservation (`uk`, `local-area`, `sme`, `vcse`) decided for a brief."""
    return ()


def find_scales(organisation_ids: Collection[int]) -> Mapping[int, str]:
    """Return `micro`, `sme` or `large` for those organisations whose size is known, by id."""
    return {}
