"""Open contracting releases (OCDS 1.1) of briefs that are open to all, and of awards. Pure.

An open brief is market engagement: its release has the tag `planning` and its tender the status
`planning`, as the standard says of a process that has not begun. What is private never comes
here. https://standard.open-contracting.org/1.1/en/
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from brokerage.money import PENCE_A_POUND
from brokerage.opendata.rules.parties import Party, party_block, reference
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT, BriefStatus, Outcome

VERSION = "1.1"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
EXTENSIONS = tuple(
    f"https://raw.githubusercontent.com/open-contracting-extensions/ocds_{name}_extension/master/"
    "extension.json"
    for name in ("partyDetails_scale", "otherRequirements")
)
PER_PAGE = 100
RESERVATION_CODES: Mapping[str, str] = {
    "uk": "ukSupplier",
    "local-area": "localArea",
    "sme": "sme",
    "vcse": "vcse",
}
"""Codes of ours for the open list `reservedParticipation` of the otherRequirements extension."""
RESERVATION_MEANINGS: Mapping[str, str] = {
    "ukSupplier": "Suppliers based in the United Kingdom, or established there with substantive "
    "business operations",
    "localArea": "Suppliers based, or established with substantive business operations, in the "
    "local area that the notice names",
    "sme": "Small and medium-sized enterprises as the Procurement Act 2023 counts them",
    "vcse": "Voluntary, community and social enterprises",
}
_OUTCOME_STATUSES: Mapping[str, str] = {
    Outcome.CHOSEN: "complete",
    Outcome.TO_TENDER: "planned",
    Outcome.NONE_SUITABLE: "unsuccessful",
    Outcome.NOT_NEEDED: "withdrawn",
}
_WORKS, _FIRST_SERVICES = 45, 50
_OF_BRIEF = re.compile("(?P<prefix>ocds-[a-z0-9]{6})-brief-(?P<id>[1-9][0-9]{0,8})")


@dataclass(frozen=True, kw_only=True)
class PublishedContract:
    """A contract that follows an award."""

    id: int
    title: str
    status: str
    """`pending`, `active`, `cancelled` or `terminated`."""
    value_pence: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PublishedAward:
    """A decision that may be told to everybody: who was chosen, or that nobody was."""

    id: int
    title: str
    decided_on: date
    is_made: bool = True
    value_pence: int | None = None
    supplier_ids: Sequence[int] = ()
    contracts: Sequence[PublishedContract] = ()


@dataclass(frozen=True, kw_only=True)
class PublicBrief:
    """What everybody may know of an open brief, with its awards."""

    id: int
    title: str
    need: str
    status: str
    outcome: str | None
    buyer: Party
    categories: Mapping[str, str]
    """CPV codes with our labels."""
    value_pence: int | None
    needed_by: date | None
    decide_by: date | None
    reservations: Sequence[str] = ()
    """Kinds of reservation that the buyer decided on before inviting anyone."""
    awards: Sequence[PublishedAward] = ()
    suppliers: Mapping[int, Party] | None = None


def make_ocid(prefix: str, brief_id: int) -> str:
    """Return the identifier of the whole process."""
    return f"{prefix}-brief-{brief_id}"


def find_brief_id(prefix: str, ocid: str) -> int | None:
    """Return the id of the brief that an identifier is of, if it is one of ours."""
    found = _OF_BRIEF.fullmatch(ocid)
    return int(found["id"]) if found and found["prefix"] == prefix else None


def make_body(brief: PublicBrief) -> dict[str, Any]:
    """Return what a release says, without its number, date and tag."""
    parties = [party_block(brief.buyer, ["buyer", "procuringEntity"])]
    suppliers = brief.suppliers or {}
    parties += [
        party_block(suppliers[each], ["supplier"])
        for each in sorted({one for award in brief.awards for one in award.supplier_ids})
        if each in suppliers
    ]
    body: dict[str, Any] = {
        "initiationType": "tender",
        "language": "en",
        "parties": parties,
        "buyer": reference(brief.buyer),
        "planning": _planning(brief),
        "tender": _tender(brief),
    }
    if brief.awards:
        body["awards"] = [_award(award, suppliers) for award in brief.awards]
    contracts = [_contract(award, each) for award in brief.awards for each in award.contracts]
    if contracts:
        body["contracts"] = contracts
    return body


def digest_of(body: Mapping[str, Any]) -> str:
    """Return what tells one body from another."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def make_release(
    body: Mapping[str, Any],
    *,
    ocid: str,
    number: int,
    at: datetime,
    before: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return a whole release; `before` is the one before it, None for the first."""
    tags = ["planning" if before is None else "planningUpdate"]
    for block, tag in (("awards", "award"), ("contracts", "contract")):
        if block in body:
            tags.append(f"{tag}Update" if before is not None and block in before else tag)
    head = {"ocid": ocid, "id": f"{ocid}-{number}", "date": moment(at), "tag": tags}
    return head | dict(body)


def make_record(releases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the record of one process from its releases, oldest first.

    Each release here says everything anew, so what they compile to is what the newest says.
    """
    newest = releases[-1]
    compiled = dict(newest) | {"id": f"{newest['id']}-compiled", "tag": ["compiled"]}
    return {"ocid": newest["ocid"], "releases": list(releases), "compiledRelease": compiled}


def package_head(uri: str, publisher: str, site: str, published_at: datetime) -> dict[str, Any]:
    """Return what stands in a package beside its releases or records."""
    return {
        "uri": uri,
        "version": VERSION,
        "extensions": list(EXTENSIONS),
        "publishedDate": moment(published_at),
        "publisher": {"name": publisher, "uri": site},
        "license": LICENCE,
        "publicationPolicy": f"{site}/open-data",
    }


def stream_package(head: Mapping[str, Any], name: str, contents: Sequence[str]) -> Iterator[str]:
    """Yield a package piece by piece: its head, then each release or record as it was kept."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + f', "{name}": ['
    for number, content in enumerate(contents):
        yield content if number == 0 else f", {content}"
    yield "]}\n"


def moment(at: datetime | date) -> str:
    """Return a date-time as the standard takes it."""
    if not isinstance(at, datetime):
        return f"{datetime.combine(at, time()).isoformat()}Z"
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def money(pence: int) -> dict[str, Any]:
    """Return a sum in pounds."""
    pounds, rest = divmod(pence, PENCE_A_POUND)
    return {"amount": pence / PENCE_A_POUND if rest else pounds, "currency": "GBP"}


def _planning(brief: PublicBrief) -> dict[str, Any]:
    planning: dict[str, Any] = {"rationale": MARKET_ENGAGEMENT}
    if brief.value_pence:
        planning["budget"] = {
            "description": "The buyer’s estimate of the whole value, including VAT",
            "amount": money(brief.value_pence),
        }
    return planning


def _tender(brief: PublicBrief) -> dict[str, Any]:
    tender: dict[str, Any] = {
        "id": f"brief-{brief.id}",
        "title": brief.title,
        "description": brief.need,
        "status": _status_of(brief),
        "procuringEntity": reference(brief.buyer),
    }
    if brief.value_pence:
        tender["value"] = money(brief.value_pence)
    if brief.categories:
        tender["mainProcurementCategory"] = main_category(next(iter(brief.categories)))
        tender["items"] = [
            {
                "id": str(number),
                "description": label,
                "classification": {"scheme": "CPV", "id": code, "description": label},
            }
            for number, (code, label) in enumerate(brief.categories.items(), start=1)
        ]
    if brief.needed_by:
        due = {"id": "needed-by", "title": "Needed by", "type": "delivery"}
        tender["milestones"] = [due | {"dueDate": moment(brief.needed_by)}]
    if brief.decide_by:
        tender["awardPeriod"] = {"endDate": moment(brief.decide_by)}
    codes = [RESERVATION_CODES[each] for each in brief.reservations if each in RESERVATION_CODES]
    if codes:
        tender["otherRequirements"] = {"reservedParticipation": codes}
    return tender


def _status_of(brief: PublicBrief) -> str:
    if any(award.is_made for award in brief.awards):
        return "complete"
    if brief.status == BriefStatus.CLOSED:
        return _OUTCOME_STATUSES.get(brief.outcome or "", "withdrawn")
    return "planning"


def main_category(code: str) -> str:
    """Return whether a CPV code is of goods, works or services."""
    division = int(code[:2])
    if division == _WORKS:
        return "works"
    return "services" if division >= _FIRST_SERVICES else "goods"


def _award(award: PublishedAward, suppliers: Mapping[int, Party]) -> dict[str, Any]:
    block: dict[str, Any] = {
        "id": f"award-{award.id}",
        "title": award.title,
        "status": "active" if award.is_made else "unsuccessful",
        "date": moment(award.decided_on),
    }
    if award.value_pence:
        block["value"] = money(award.value_pence)
    chosen = [reference(suppliers[each]) for each in award.supplier_ids if each in suppliers]
    return block | ({"suppliers": chosen} if chosen else {})


def _contract(award: PublishedAward, contract: PublishedContract) -> dict[str, Any]:
    block: dict[str, Any] = {
        "id": f"contract-{contract.id}",
        "awardID": f"award-{award.id}",
        "title": contract.title,
        "status": contract.status,
    }
    if contract.value_pence:
        block["value"] = money(contract.value_pence)
    if contract.signed_on:
        block["dateSigned"] = moment(contract.signed_on)
    ends = {"startDate": contract.starts_on, "endDate": contract.ends_on}
    period = {name: moment(day) for name, day in ends.items() if day}
    return block | ({"period": period} if period else {})
