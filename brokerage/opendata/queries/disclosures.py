"""What other rooms let everybody know of a brief: awards, reservations, sizes of firms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from brokerage.competitions.models import Award, Competition
from brokerage.competitions.queries.competitions import list_decided
from brokerage.contracts.models import Contract
from brokerage.extensions import utcnow
from brokerage.opendata.rules.releases import PublishedAward, PublishedContract
from brokerage.passports.queries.passports import list_sizes
from brokerage.passports.rules.sizes import Size, SizeTest
from brokerage.procurement.queries.reservations import list_reserved_kinds


def list_awards(brief_id: int) -> Sequence[PublishedAward]:
    """Return what was decided on a brief and may be told, with its contracts, oldest first."""
    return [_award_of(award, competition) for award, competition in list_decided(brief_id)]


def _award_of(award: Award, competition: Competition) -> PublishedAward:
    contract = award.contract
    return PublishedAward(
        id=competition.id,
        title=competition.title,
        decided_on=award.decided_at.date(),
        is_made=contract is not None,
        value_pence=contract.value_pence if contract else None,
        supplier_ids=[contract.supplier_id] if contract and contract.supplier_id else [],
        contracts=[_contract_of(contract)] if contract else [],
    )


def _contract_of(contract: Contract) -> PublishedContract:
    return PublishedContract(
        id=contract.id,
        title=contract.title,
        status="active",
        value_pence=contract.value_pence,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
    )


def list_reservations(brief_id: int) -> Sequence[str]:
    """Return the kinds of reservation (`uk`, `local-area`, `sme`, `vcse`) decided for a brief."""
    return list_reserved_kinds(brief_id)


def find_scales(organisation_ids: Collection[int]) -> Mapping[int, str]:
    """Return `micro`, `sme` or `large` for those whose size a broker has seen, by id."""
    words = {}
    for organisation_id, answers in list_sizes(organisation_ids, utcnow().date()).items():
        answer = next(each for each in answers if each.test == SizeTest.COMPANIES_ACT)
        if answer.size is not None:
            is_small = answer.is_sme and answer.size != Size.MICRO
            words[organisation_id] = Size.SME.value if is_small else answer.size
    return words
