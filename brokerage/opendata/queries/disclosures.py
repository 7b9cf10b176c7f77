"""What other rooms let everybody know of a brief: awards, reservations, sizes of firms.

Each returns nothing until its room hands it in; a release is whole without.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from brokerage.extensions import utcnow
from brokerage.opendata.rules.releases import PublishedAward
from brokerage.passports.queries.passports import list_sizes
from brokerage.passports.rules.sizes import Size, SizeTest


def list_awards(brief_id: int) -> Sequence[PublishedAward]:
    """Return what was decided on a brief and may be told, with its contracts, oldest first."""
    return ()


def list_reservations(brief_id: int) -> Sequence[str]:
    """Return the kinds of reservation (`uk`, `local-area`, `sme`, `vcse`) decided for a brief."""
    return ()


def find_scales(organisation_ids: Collection[int]) -> Mapping[int, str]:
    """Return `micro`, `sme` or `large` for those whose size a broker has seen, by id."""
    words = {}
    for organisation_id, answers in list_sizes(organisation_ids, utcnow().date()).items():
        answer = next(each for each in answers if each.test == SizeTest.COMPANIES_ACT)
        if answer.size is not None:
            is_small = answer.is_sme and answer.size != Size.MICRO
            words[organisation_id] = Size.SME.value if is_small else answer.size
    return words
