"""The volunteers' own side: what they care about, can do, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene
from brokerage.volunteering.rules.volunteers import Step
from brokerage.volunteering.service.volunteers import save_volunteer_step


def list_scenes(cast: Cast, today: date) -> Iterator[Scene]:
    """Everyone in the file answers every question of the volunteer profile."""
    for number, row in enumerate(read_rows("volunteers.json")):
        answer = partial(_answer, cast.people[row["email"]], row)
        yield Scene(moment(today, row["begun_days_ago"], number), answer)


def _answer(actor: Subject, row: Row) -> None:
    answers = {**row, "postcode": row["outcode"]}
    for step in Step:
        save_volunteer_step(actor, step, answers)
