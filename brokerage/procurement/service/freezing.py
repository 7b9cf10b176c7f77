"""Freezing: a market search as it was made, and a brief's whole file when a buyer says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.profiles import Account
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, FrozenFile, MarketSearch
from brokerage.procurement.queries.briefs import get_locked_brief
from brokerage.procurement.queries.buying_rules import get_rails
from brokerage.procurement.queries.files import (
    find_frozen_search,
    get_whole_content,
    list_ranked,
)
from brokerage.procurement.queries.reservations import find_reservation
from brokerage.procurement.queries.searches import find_latest_search
from brokerage.procurement.rules import freezing
from brokerage.procurement.rules.freezing import FileKind
from brokerage.procurement.rules.plain import brief_as_plain, rails_as_plain, reservation_as_plain

KIND = "frozen-file"
NO_SEARCH = "Look for suppliers first: a file begins with a search."
THE_SAME = "Nothing has changed since version {}: that is the file."


@writes
def freeze_search(
    actor: Subject, brief: Brief, search: MarketSearch, account: Account
) -> FrozenFile:
    """Keep what was looked for, what was found and who was ruled out by what: all of them."""
    content = _search_content(brief, search, account)
    return _keep(actor, brief, FileKind.SEARCH, content, search.id)


@writes
def freeze_file(actor: Subject, brief: Brief) -> FrozenFile:
    """Keep the brief's whole file as it is now, as a new version (DomainError if it is the same).

    It begins with the latest search.
    """
    get_locked_brief(brief)
    search = find_latest_search(brief.id)
    frozen = find_frozen_search(search.id) if search else None
    if search is None or frozen is None:
        raise DomainError(NO_SEARCH)
    content = get_whole_content(brief, frozen, utcnow().date())
    written = freezing.canonical(content)
    digest = freezing.digest_of(written)
    same = db.session.scalars(
        select(FrozenFile.version).where(
            FrozenFile.brief_id == brief.id,
            FrozenFile.kind == FileKind.WHOLE,
            FrozenFile.digest == digest,
        )
    ).first()
    if same is not None:
        raise DomainError(THE_SAME.format(same))
    return _keep(actor, brief, FileKind.WHOLE, content, search.id)


def _search_content(brief: Brief, search: MarketSearch, account: Account) -> dict[str, Any]:
    ranking, shown = search.ranking, list_ranked(search.recorded_ranking_id)
    rails = get_rails(brief, search.made_at.date())
    return {
        "brief": brief_as_plain(brief),
        "guard_rails": rails_as_plain(rails),
        "reservation": reservation_as_plain(find_reservation(brief.id)),
        "searched_at": _at(search.made_at),
        "searched_by": "a buyer of the authority",
        "filters": search.filters,
        "criteria": {
            "seeker": _without_vector(ranking.seeker),
            "weights": ranking.weights,
            "floor": ranking.floor,
            "tie_seed": ranking.tie_seed,
            "ties": "Equal scores are put in the order of a hash of the tie seed and the "
            "supplier's number. The seed is the brief's number, so each brief has an order of "
            "its own.",
        },
        "data_version": ranking.generation,
        "total": ranking.total,
        "ranked": shown,
        "also_fit": [
            {"id": each, "name": name, "rank": rank, "score": score}
            for rank, (each, name, score) in enumerate(account.matches, 1)
            if rank > len(shown)
        ],
        "below_floor": account.below_floor,
        "ruled_out": [
            {
                "rule": each.rule,
                "sentence": each.sentence,
                "suppliers": each.candidates,
            }
            for each in account.ruled_out
        ],
        "looked_at": account.size,
    }


def _without_vector(seeker: Mapping[str, Any]) -> dict[str, Any]:
    """The meaning of the text as numbers is what the data version and the text give again."""
    return {name: value for name, value in seeker.items() if name != "vector"}


def _keep(
    actor: Subject, brief: Brief, kind: FileKind, content: Any, market_search_id: int
) -> FrozenFile:
    newest = db.session.scalar(
        select(func.max(FrozenFile.version)).where(
            FrozenFile.brief_id == brief.id, FrozenFile.kind == kind
        )
    )
    written = freezing.canonical(content)
    frozen = FrozenFile(
        brief_id=brief.id,
        kind=kind,
        version=(newest or 0) + 1,
        market_search_id=market_search_id,
        content=freezing.pack(written),
        digest=freezing.digest_of(written),
        frozen_at=utcnow(),
        frozen_by_id=actor.user_id or 0,
    )
    db.session.add(frozen)
    db.session.flush()
    after = {"brief_id": brief.id, "version": frozen.version, "sha256": frozen.digest}
    audit.record(actor, f"procurement:file:freeze-{kind}", KIND, frozen.id, after=after)
    return frozen


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
