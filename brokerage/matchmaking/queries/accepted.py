"""Texts that a profile was accepted for: what others chose it for helps to find it again.

The text enriches what is searched and nothing else: no reason quotes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import aliased

from brokerage.extensions import db
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.matchmaking.profiles import Profile, PurposeTexts
from brokerage.matchmaking.rules import MOST_ACCEPTED_READ, DecisionVerb
from brokerage.web.features import contributions

if TYPE_CHECKING:
    from matching.accepted import AskedText

MOST_IDS_A_QUERY = 500


def is_enriching() -> bool:
    """Whether the setting lets profiles be found by what they were accepted for."""
    return bool(current_app.extensions["config"].uses_accepted_texts)


def list_enriched(
    kind: str, profiles: Iterable[Profile], ids: Collection[int] | None
) -> list[Profile]:
    """Return profiles with the texts that each was accepted for, the newest first.

    `ids` are those that were asked for; None stands for all of the kind.
    """
    listed, asked = list(profiles), list(_list_asked(kind, ids))
    if not asked:
        return listed
    # scikit-learn takes two seconds to import, so it waits for the first index.
    from matching.accepted import accepted_passages  # noqa: PLC0415  # slow to import

    passages = accepted_passages(asked)
    return [
        replace(each, accepted=passages[each.id]) if each.id in passages else each
        for each in listed
    ]


def is_chosen_for(ranking: RecordedRanking, candidate_id: int) -> bool:
    """Whether a candidate stands as chosen for what a ranking was made for."""
    query = _standing_choices(ranking.kind, ranking.purpose_kind).where(
        Decision.candidate_id == candidate_id, RecordedRanking.purpose_id == ranking.purpose_id
    )
    return db.session.execute(query.limit(1)).first() is not None


def _list_asked(kind: str, ids: Collection[int] | None) -> Iterator[AskedText]:
    if not is_enriching():
        return
    sources: list[PurposeTexts] = contributions("purpose_texts")
    for source in sources:
        if source.kind == kind:
            yield from _asked_of(source, ids)


def _asked_of(source: PurposeTexts, ids: Collection[int] | None) -> Iterator[AskedText]:
    """Give the newest choices of each candidate whose text others may read."""
    from matching.accepted import AskedText  # noqa: PLC0415  # slow to import

    counted: defaultdict[int, int] = defaultdict(int)
    choices = []
    for row in _list_choices(source, ids):
        counted[row.candidate_id] += 1
        if counted[row.candidate_id] <= MOST_ACCEPTED_READ:
            choices.append(row)
    texts: dict[int, str] = {}
    wanted = sorted({row.purpose_id for row in choices})
    for start in range(0, len(wanted), MOST_IDS_A_QUERY):
        texts |= source.find_public(wanted[start : start + MOST_IDS_A_QUERY])
    for row in choices:
        if row.purpose_id in texts:
            yield AskedText(
                profile_id=row.candidate_id,
                text=texts[row.purpose_id],
                outcome=row.verb,
                day=row.decided_at.date(),
                is_private=False,
            )


def _list_choices(source: PurposeTexts, ids: Collection[int] | None) -> Iterator[Row[Any]]:
    query = _standing_choices(source.kind, source.purpose_kind).order_by(
        Decision.decided_at.desc(), Decision.id.desc()
    )
    if ids is None:
        yield from db.session.execute(query)
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), MOST_IDS_A_QUERY):
        few = ordered[start : start + MOST_IDS_A_QUERY]
        yield from db.session.execute(query.where(Decision.candidate_id.in_(few)))


def _standing_choices(kind: str, purpose_kind: str) -> Select[*tuple[Any, ...]]:
    """Choices that no later decision for the same purpose took back."""
    later, of_later = aliased(Decision), aliased(RecordedRanking)
    taken_back = (
        exists()
        .where(
            later.recorded_ranking_id == of_later.id,
            of_later.purpose_kind == purpose_kind,
            of_later.purpose_id == RecordedRanking.purpose_id,
            of_later.kind == kind,
            later.candidate_id == Decision.candidate_id,
            later.verb == DecisionVerb.DECLINED,
            later.id > Decision.id,
        )
        .correlate(Decision, RecordedRanking)
    )
    return (
        select(
            Decision.candidate_id,
            Decision.verb,
            Decision.decided_at,
            RecordedRanking.purpose_id,
        )
        .join(RecordedRanking, RecordedRanking.id == Decision.recorded_ranking_id)
        .where(
            RecordedRanking.kind == kind,
            RecordedRanking.purpose_kind == purpose_kind,
            Decision.verb == DecisionVerb.CHOSEN,
            ~taken_back,
        )
    )
