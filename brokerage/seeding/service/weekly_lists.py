"""Who has asked for the weekly list, who pauses it, and what is not for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from brokerage.digests.service import dismiss, pause_digest, start_digest
from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import read_rows
from brokerage.seeding.service.opportunities import Role
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene
from brokerage.volunteering.queries.opportunities import OWNER_KIND

LATELY = 2
"""How many days ago a pause was asked for, and things were found not to fit."""


def list_scenes(cast: Cast, roles: Mapping[str, Role], today: date) -> Iterator[Scene]:
    """People ask for the list, pause it, and say what is not for them."""
    for number, row in enumerate(read_rows("weekly_lists.json")):
        actor: Subject = cast.people[row["volunteer"]]
        yield Scene(moment(today, row["asked_days_ago"], number), partial(start_digest, actor))
        said_at = moment(today, LATELY, number)
        if row["is_paused"]:
            day = today - timedelta(days=LATELY)
            yield Scene(said_at, partial(pause_digest, actor, actor.user_id or 0, day))
        for slug in row["not_for_me"]:
            yield Scene(said_at, partial(_dismiss, actor, roles[slug]))


def _dismiss(actor: Subject, role: Role) -> None:
    dismiss(actor, OWNER_KIND, role.opportunity.id)
