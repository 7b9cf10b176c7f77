"""Mentoring in the demonstration: a few invented people on each side, and what became of asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import chain

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.mentoring.models import MentoringProfile
from brokerage.mentoring.queries.pairs import get_pair
from brokerage.mentoring.queries.profiles import get_profile
from brokerage.mentoring.rules.profiles import Step
from brokerage.mentoring.service import meetings, pairs
from brokerage.mentoring.service.profiles import save_step, show_card
from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell

_ANSWER_DAYS = 2


@writes
def load_mentoring(cast: Cast, today: date) -> int:
    """Load all of it, if nothing is there yet; return how many pairs there are."""
    ids = [person.user_id for person in cast.people.values()]
    found = select(MentoringProfile.user_id).where(MentoringProfile.user_id.in_(ids)).limit(1)
    if db.session.scalars(found).first() is not None:
        return 0
    rows = read_rows("mentoring_pairs.json")
    asked: dict[int, int] = {}
    tell(chain(_list_profiles(cast, today), _list_pairs(cast, rows, asked, today)))
    return len(rows)


def _list_profiles(cast: Cast, today: date) -> Iterator[Scene]:
    for number, row in enumerate(read_rows("mentoring_profiles.json")):
        begin = partial(_begin, cast.people[row["email"]], row)
        yield Scene(moment(today, row["begun_days_ago"], number), begin)


def _begin(actor: Subject, row: Row) -> None:
    side = row["side"]
    for step in Step:
        profile = save_step(actor, side, step, row)
    show_card(actor, profile, is_shown=True)


def _list_pairs(cast: Cast, rows: list[Row], asked: dict[int, int], today: date) -> Iterator[Scene]:
    for number, row in enumerate(rows):
        people = {side: cast.people[row[side]] for side in ("mentor", "mentee")}
        days = row["asked_days_ago"]
        yield Scene(moment(today, days, number), partial(_ask, people, row, asked, number))
        if row["outcome"] != "asked":
            answer = partial(_answer, people, row, asked, number)
            yield Scene(moment(today, days - _ANSWER_DAYS, number), answer)
        for held in range(1, row.get("held", 0) + 1):
            hold = partial(_hold, people, asked, number, held)
            yield Scene(moment(today, days - _ANSWER_DAYS - 7 * held, number), hold)
        if row["outcome"] == "ended":
            yield Scene(
                moment(today, row["ended_days_ago"], number),
                partial(_end, people, row, asked, number),
            )


def _ask(people: Mapping[str, Subject], row: Row, asked: dict[int, int], number: int) -> None:
    by = row["asked_by"]
    other = "mentor" if by == "mentee" else "mentee"
    own = get_profile(people[by].user_id, by)
    theirs = get_profile(people[other].user_id, other)
    pair = pairs.ask_for_pair(
        people[by],
        own,
        theirs,
        topics=[code for code in theirs.topics if code in own.topics],
        pace=row["pace"],
        meetings=row["meetings"],
        note=row["note"],
    )
    asked[number] = pair.id


def _answer(people: Mapping[str, Subject], row: Row, asked: dict[int, int], number: int) -> None:
    pair = get_pair(asked[number])
    actor = people["mentor" if row["asked_by"] == "mentee" else "mentee"]
    if row["outcome"] == "declined":
        pairs.decline_pair(actor, pair, row["reason"], row["answer"])
    else:
        pairs.accept_pair(actor, pair, row["answer"])


def _hold(people: Mapping[str, Subject], asked: dict[int, int], number: int, meeting: int) -> None:
    pair = get_pair(asked[number])
    held = pair.planned[meeting - 1]
    day = pair.changed_at.date() + timedelta(days=366)
    for actor in people.values():
        meetings.tick_meeting(actor, pair, held, is_held=True, today=day)


def _end(people: Mapping[str, Subject], row: Row, asked: dict[int, int], number: int) -> None:
    pair = get_pair(asked[number])
    pairs.end_own_pair(people["mentee"], pair, row["reason"])
    for each in row["feedback"]:
        meetings.give_feedback(
            people[each["side"]],
            pair,
            each["verdict"],
            each["words"],
            is_shared=each["is_shared"],
        )
