"""Frozen files: found, opened again, checked, and what a brief's whole file holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.records import list_decisions, list_shown
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Approach, Brief, Enquiry, FrozenFile, ShortlistEntry
from brokerage.procurement.queries.buying_rules import find_buying_facts, get_rails
from brokerage.procurement.queries.reservations import find_reservation, list_council_owned
from brokerage.procurement.rules import freezing
from brokerage.procurement.rules.freezing import FileKind, Stamp, Verification
from brokerage.procurement.rules.plain import brief_as_plain, rails_as_plain, reservation_as_plain
from brokerage.procurement.rules.searches import PURPOSE_KIND
from brokerage.web.features import contributions

EXPORT_PARTS = "brief_file_parts"
"""Where higher features hand in functions (brief, today) -> (name, plain JSON, no person in it)."""
FilePart = Callable[[Brief, date], tuple[str, Any]]


def get_frozen_file(brief_id: int, kind: str, version: int) -> FrozenFile:
    """Return one frozen file of a brief with its content (NotFoundError)."""
    found = db.session.scalars(
        select(FrozenFile)
        .where(
            FrozenFile.brief_id == brief_id, FrozenFile.kind == kind, FrozenFile.version == version
        )
        .options(undefer(FrozenFile.content))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def find_frozen_search(market_search_id: int) -> FrozenFile | None:
    """Return the frozen file of one search, if it has one: older searches were not frozen."""
    return db.session.scalars(
        select(FrozenFile).where(
            FrozenFile.market_search_id == market_search_id, FrozenFile.kind == FileKind.SEARCH
        )
    ).first()


def list_frozen_files(brief_id: int) -> Sequence[FrozenFile]:
    """Return the frozen files of a brief without their content, the newest first."""
    return db.session.scalars(
        select(FrozenFile)
        .where(FrozenFile.brief_id == brief_id)
        .order_by(FrozenFile.frozen_at.desc(), FrozenFile.id.desc())
        .limit(100)
    ).all()


def get_stamp(frozen: FrozenFile) -> Stamp:
    """Return what a file that is given out says of itself."""
    return Stamp(
        brief_id=frozen.brief_id, kind=frozen.kind, version=frozen.version, digest=frozen.digest
    )


def get_verification(raw: bytes) -> Verification:
    """Say whether a file is what the system froze."""
    claim = freezing.read_claim(raw)
    if isinstance(claim, Verification):
        return claim
    rows = db.session.execute(
        select(FrozenFile.version, FrozenFile.digest)
        .where(FrozenFile.brief_id == claim.brief_id, FrozenFile.kind == claim.kind)
        .order_by(FrozenFile.version)
    )
    return freezing.judge(claim, {row.version: row.digest for row in rows})


def list_ranked(recorded_ranking_id: int) -> list[dict[str, Any]]:
    """Return what a ranking showed, each with its parts and reasons, as a file holds it."""
    rows = list_shown(recorded_ranking_id)
    ids = [row.candidate_id for row in rows]
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    names = {row.id: row.name for row in db.session.execute(named)}
    owned = list_council_owned(ids)
    return [
        {
            "rank": row.rank,
            "id": row.candidate_id,
            "name": names.get(row.candidate_id) or "",
            "score": row.score,
            "parts": [[part.name, part.value, part.sentence] for part in row.parts],
            "reasons": list(row.reasons),
            "missing": list(row.missing),
            "owned_by": owned.get(row.candidate_id),
        }
        for row in rows
    ]


def get_whole_content(brief: Brief, frozen: FrozenFile, today: date) -> dict[str, Any]:
    """Return all that a brief's file holds now, from its latest search on."""
    search = get_frozen_file(brief.id, FileKind.SEARCH, frozen.version)
    facts = find_buying_facts(brief.id)
    # Of the day on which they were last looked at: that another day has come is no change.
    day = (facts.changed_at if facts else search.frozen_at).date()
    parts: dict[str, Any] = dict(part(brief, today) for part in contributions(EXPORT_PARTS))
    return {
        "brief": brief_as_plain(brief) | {"status": brief.status, "outcome": brief.outcome},
        "guard_rails": rails_as_plain(get_rails(brief, day)),
        "reservation": reservation_as_plain(find_reservation(brief.id)),
        "bought": _bought(facts),
        "search": {
            "version": search.version,
            "sha256": search.digest,
            "content": freezing.unpack(search.content),
        },
        "shortlist": _list_shortlist(brief.id),
        "enquiries": _list_enquiries(brief.id),
        "decisions": _list_decided(brief.id),
        "parts": parts,
    }


def _bought(facts: Any) -> dict[str, Any] | None:
    if facts is None:
        return None
    names = ("contract_kind", "way", "in_house_id", "social_value_percent", "risk", "insurance")
    return {name: getattr(facts, name) for name in names}


def _list_shortlist(brief_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(ShortlistEntry, Organisation.name)
        .join(Organisation, Organisation.id == ShortlistEntry.organisation_id)
        .where(ShortlistEntry.brief_id == brief_id)
        .order_by(ShortlistEntry.added_at, ShortlistEntry.organisation_id)
    )
    return [
        {
            "id": entry.organisation_id,
            "name": name,
            "reason": entry.note,
            "narrowed_by": entry.narrowed_by,
            "added_at": entry.added_at.isoformat(timespec="seconds"),
        }
        for entry, name in rows
    ]


def _list_enquiries(brief_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Enquiry, func.count(Approach.id))
        .outerjoin(Approach, Approach.enquiry_id == Enquiry.id)
        .where(Enquiry.brief_id == brief_id)
        .group_by(Enquiry.id)
        .order_by(Enquiry.id)
    )
    return [
        {
            "title": each.title,
            "text": each.text,
            "answer_by": each.answer_by.isoformat(),
            "sent_at": each.sent_at.isoformat(timespec="seconds"),
            "suppliers": reached,
        }
        for each, reached in rows
    ]


def _list_decided(brief_id: int) -> list[dict[str, Any]]:
    return [
        {
            "id": each.candidate_id,
            "decision": each.verb,
            "reason": each.reason,
            "rank": each.rank,
            "at": each.decided_at.isoformat(timespec="seconds"),
        }
        for each in list_decisions(PURPOSE_KIND, brief_id)
    ]
