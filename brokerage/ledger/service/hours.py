"""Hours that a host approved, and meetings that mentor and mentee both ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from brokerage.extensions import writes
from brokerage.ledger.models import LedgerSource
from brokerage.ledger.queries.happenings import (
    find_employer,
    find_employer_of_own_day,
    find_only_employer,
    find_ward,
)
from brokerage.ledger.queries.sources import find_default_measure, find_each
from brokerage.ledger.rules.amounts import hours_of
from brokerage.ledger.rules.sources import SourceKind, circumstance_of
from brokerage.ledger.service.counting import Part, keep_counted
from brokerage.ledger.service.sources import SourceFacts
from brokerage.mentoring.models import MentoringPair
from brokerage.mentoring.queries.pairs import get_pair
from brokerage.volunteering.models import HoursEntry
from brokerage.volunteering.queries.hours import get_hours_entry
from brokerage.volunteering.rules.hours import HoursStatus, Origin

UNIT = "hours"
ZERO = Decimal(0)
MEETINGS_A_PAIR = 100


@writes
def count_hours(hours_entry_id: int) -> None:
    """Let the ledger say what an entry of hours counts for now.

    In working time they are the employer's, who gave them; else they are the host's own
    count. Where the volunteer does not let the employer know the host, the employer's source
    has no other side and no place: the host has approved it all the same.
    """
    entry = get_hours_entry(hours_entry_id)
    amount = hours_of(entry.minutes) if entry.status == HoursStatus.APPROVED else ZERO
    facts = (
        _own_day_facts(entry, amount) if entry.origin == Origin.OWN_DAY else _facts(entry, amount)
    )
    if facts is not None:
        host = entry.organisation
        circumstance = circumstance_of(
            host.kind if host else None,
            is_social_enterprise=host.is_social_enterprise if host else False,
        )

        def split(source: LedgerSource) -> Sequence[Part]:
            measure = find_default_measure(source, circumstance)
            return [Part(measure=measure, amount=amount)] if measure else []

        keep_counted(facts, split)


@writes
def count_meeting(pair_id: int, number: int, day: date) -> None:
    """Let the ledger say whether a meeting was held, as far as both have ticked it.

    It is the mentor's employer's, who gave the time; neither person is named in it.
    """
    pair = get_pair(pair_id)
    meeting = next(each for each in pair.planned if each.number == number)
    amount = (find_each(SourceKind.MENTORING_HOURS) or ZERO) if meeting.is_held else ZERO
    facts = _meeting_facts(pair, number, meeting.planned_on or day, amount)
    if facts is not None:
        keep_counted(facts, lambda source: _whole(source, amount))


def _facts(entry: HoursEntry, amount: Decimal) -> SourceFacts | None:
    booking, host = entry.booking, entry.organisation
    if booking is None or host is None:
        return None
    employer = find_employer(booking.id)
    is_shared = employer is None or employer.knows_host
    return SourceFacts(
        kind=SourceKind.BOOKING_HOURS,
        source_id=entry.id,
        booking_id=booking.id,
        unit=UNIT,
        amount=amount,
        happened_on=entry.done_on,
        giver_id=employer.organisation_id if employer else host.id,
        receiver_id=host.id if is_shared else None,
        ward_code=find_ward(booking.opportunity.postcode or host.postcode) if is_shared else None,
        about=booking.opportunity.title if is_shared else "",
    )


def _own_day_facts(entry: HoursEntry, amount: Decimal) -> SourceFacts | None:
    """A day someone found themselves: its host need not be here, and its contact has confirmed."""
    employer_id = find_employer_of_own_day(int(entry.source.partition(":")[2]))
    if employer_id is None:
        return None
    return SourceFacts(
        kind=SourceKind.BOOKING_HOURS,
        source_id=entry.id,
        unit=UNIT,
        amount=amount,
        happened_on=entry.done_on,
        giver_id=employer_id,
    )


def _meeting_facts(
    pair: MentoringPair, number: int, day: date, amount: Decimal
) -> SourceFacts | None:
    employer_id = find_only_employer(pair.mentor_id)
    if employer_id is None:
        return None
    return SourceFacts(
        kind=SourceKind.MENTORING_HOURS,
        source_id=pair.id * MEETINGS_A_PAIR + number,
        unit=UNIT,
        amount=amount,
        happened_on=day,
        giver_id=employer_id,
    )


def _whole(source: LedgerSource, amount: Decimal) -> Sequence[Part]:
    measure = find_default_measure(source)
    return [Part(measure=measure, amount=amount)] if measure else []
