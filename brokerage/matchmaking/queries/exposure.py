"""Who was shown at which place, and which profiles a broker should look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.matchmaking.models import Decision, ProfileFlag, RecordedRanking
from brokerage.matchmaking.profiles import CandidateKind
from brokerage.matchmaking.rules import DecisionVerb, FlagReason
from matching.fairness import report_exposure

if TYPE_CHECKING:
    from matching.fairness import ExposureReport

MOST_RANKINGS = 500
LOOKED_AT = 20
"""The places of a ranking that are on its first page."""
DAYS = 180
MOST_FLAGS = 100


@dataclass(frozen=True, kw_only=True)
class ShownReport:
    """How exposure is spread, and the name of who was seen most ("" where nobody was)."""

    report: ExposureReport
    most_seen: str
    days: int = DAYS
    ranks: int = LOOKED_AT

    @property
    def dimensions(self) -> list[str]:
        """What the groups are of, in their order."""
        return list(dict.fromkeys(row.dimension for row in self.report.rows))


@dataclass(frozen=True, kw_only=True)
class FlaggedProfile:
    """A flag with the names it is read by; `words` is empty for a copy, `others` for the rest."""

    object_id: int
    name: str
    reason: str
    others: tuple[tuple[int, str], ...]
    words: tuple[tuple[str, int], ...]
    found_at: datetime


def get_shown_report(candidates: CandidateKind, today: date) -> ShownReport:
    """Return who was seen in the newest rankings of a kind, by group."""
    report = report_exposure(_list_rankings(candidates.kind, today), candidates.find_groups(today))
    largest = report.largest_id
    names = candidates.find_names(() if largest is None else (largest,))
    return ShownReport(report=report, most_seen=names.get(largest or 0, ""))


def list_flags(candidates: CandidateKind) -> list[FlaggedProfile]:
    """Return what was flagged last, copies first, with names."""
    flags = db.session.scalars(
        select(ProfileFlag)
        .where(ProfileFlag.kind == candidates.kind)
        .order_by(ProfileFlag.reason, ProfileFlag.object_id)
        .limit(MOST_FLAGS)
    ).all()
    ids = {each.object_id for each in flags}
    ids |= {other for each in flags if each.reason == FlagReason.COPY for other in each.details}
    names = candidates.find_names(sorted(ids))
    return [_flagged(each, names) for each in flags if each.object_id in names]


def _flagged(flag: ProfileFlag, names: Mapping[int, str]) -> FlaggedProfile:
    is_copy = flag.reason == FlagReason.COPY
    return FlaggedProfile(
        object_id=flag.object_id,
        name=names[flag.object_id],
        reason=flag.reason,
        others=tuple((i, names[i]) for i in flag.details if i in names) if is_copy else (),
        words=() if is_copy else tuple((word, count) for word, count in flag.details),
        found_at=flag.found_at,
    )


def _list_rankings(kind: str, today: date) -> Sequence[Sequence[int]]:
    since = datetime.combine(today, time(), UTC) - timedelta(days=DAYS)
    newest = (
        select(RecordedRanking.id)
        .where(RecordedRanking.kind == kind, RecordedRanking.made_at >= since)
        .order_by(RecordedRanking.made_at.desc(), RecordedRanking.id.desc())
        .limit(MOST_RANKINGS)
    )
    rows = db.session.execute(
        select(Decision.recorded_ranking_id, Decision.candidate_id)
        .where(
            Decision.verb == DecisionVerb.SHOWN,
            Decision.rank <= LOOKED_AT,
            Decision.recorded_ranking_id.in_(newest),
        )
        .order_by(Decision.recorded_ranking_id, Decision.rank)
    )
    rankings: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        rankings[row.recorded_ranking_id].append(row.candidate_id)
    return list(rankings.values())
