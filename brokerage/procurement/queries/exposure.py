"""Fair exposure of one authority's searches: who was shown, invited and chosen, by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.candidates import find_groups
from brokerage.passports.queries.passports import list_sizes
from brokerage.passports.rules.sizes import SIZE_LABELS, SizeAnswer, SizeTest
from brokerage.procurement.models import Brief
from brokerage.procurement.rules.briefs import Visibility
from brokerage.procurement.rules.exposure import NOT_KNOWN, ExposureReport, Seen, report_of
from brokerage.procurement.rules.searches import PURPOSE_KIND

SIZE = "How large they are"
NOT_SEEN = "Figures not seen"
DAYS_A_MONTH = 365.25 / 12
VERBS = ("shown", "enquired", "chosen")


def get_exposure(
    organisation: Organisation, months: int, today: date, *, with_private: bool = False
) -> ExposureReport:
    """Return the report of an authority for the months before today; 2 statements.

    Private briefs leave no trace in what everybody reads: they count only for those within.
    """
    seen = _list_seen(organisation.id, months, today, with_private=with_private)
    known = find_groups(today)
    sizes = find_size_words({each.supplier_id for each in seen})
    groups = {
        each.supplier_id: {
            **known.get(each.supplier_id, {}),
            SIZE: sizes.get(each.supplier_id, NOT_KNOWN),
        }
        for each in seen
    }
    named = dict.fromkeys(name for each in known.values() for name in each)
    return report_of(seen, groups, [*named, SIZE])


def find_size_words(ids: Collection[int]) -> Mapping[int, str]:
    """Return how large suppliers are by figures that a broker has seen, by id."""
    found = list_sizes(ids, utcnow().date())
    words = {each: _size_word(answers) for each, answers in found.items()}
    return {each: words.get(each, NOT_SEEN) for each in sorted(ids)}


def _size_word(answers: Iterable[SizeAnswer]) -> str:
    """The word that everyone sees: by the Companies Act."""
    size = next(each.size for each in answers if each.test == SizeTest.COMPANIES_ACT)
    return SIZE_LABELS[size] if size else NOT_SEEN


def _list_seen(organisation_id: int, months: int, today: date, *, with_private: bool) -> list[Seen]:
    counted = () if with_private else (Brief.visibility == Visibility.OPEN,)
    since = datetime.combine(today, time(), UTC) - timedelta(days=round(months * DAYS_A_MONTH))
    rows = db.session.execute(
        select(
            RecordedRanking.purpose_id,
            Decision.candidate_id,
            Decision.verb,
            func.min(Decision.rank).label("rank"),
        )
        .join(RecordedRanking, RecordedRanking.id == Decision.recorded_ranking_id)
        .join(Brief, Brief.id == RecordedRanking.purpose_id)
        .where(
            RecordedRanking.purpose_kind == PURPOSE_KIND,
            Brief.organisation_id == organisation_id,
            Decision.verb.in_(VERBS),
            Decision.decided_at >= since,
            *counted,
        )
        .group_by(RecordedRanking.purpose_id, Decision.candidate_id, Decision.verb)
        .order_by(RecordedRanking.purpose_id, Decision.candidate_id)
    )
    found: defaultdict[tuple[int, int], dict[str, int | None]] = defaultdict(dict)
    for row in rows:
        found[row.candidate_id, row.purpose_id][row.verb] = row.rank
    return [
        Seen(
            supplier_id=supplier_id,
            brief_id=brief_id,
            rank=verbs.get("shown"),
            is_invited="enquired" in verbs,
            is_chosen="chosen" in verbs,
        )
        for (supplier_id, brief_id), verbs in found.items()
    ]
