"""The volunteers' own side: what they care about, can do, and when."""

from __future__ import annotations

from datetime import date

from brokerage.extensions import db, writes
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import read_rows
from brokerage.seeding.service.people import Cast
from brokerage.volunteering.rules.volunteers import Step
from brokerage.volunteering.service.volunteers import save_volunteer_step


@writes
def load_volunteers(cast: Cast, today: date) -> None:
    """Answer every question of the volunteer profile for everyone in the file."""
    for row in read_rows("volunteers.json"):
        actor = cast.people[row["email"]]
        answers = {**row, "postcode": row["outcode"]}
        for step in Step:
            volunteer = save_volunteer_step(actor, step, answers)
        volunteer.created_at = volunteer.updated_at = moment(today, row["begun_days_ago"])
    db.session.flush()
