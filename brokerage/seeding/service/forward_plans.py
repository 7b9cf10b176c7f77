"""Forward plans in the demonstration: two councils' lines, who is interested, who hears of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import select

from brokerage.demand.models import PlannedPurchase
from brokerage.demand.rules.files import PlanLine
from brokerage.demand.rules.plans import list_quarters
from brokerage.demand.service import interest, plans, updates
from brokerage.extensions import db, writes
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell

SUBSCRIBER = "vetchway-bikes"
SUBSCRIBED_DAYS_AGO = 52


@writes
def load_forward_plans(cast: Cast, today: date) -> int:
    """Load all of it, if nothing is there yet; return how many lines there are.

    Needs the briefs of the demonstration: a line of a plan becomes one of them.
    """
    if _is_loaded():
        return 0
    lines = [
        _Line(cast, row, today, number)
        for number, row in enumerate(read_rows("forward_plans.json"))
    ]
    scenes = [scene for line in lines for scene in line.scenes()]
    subscriber = cast.owner(SUBSCRIBER)
    asked_at = moment(today, SUBSCRIBED_DAYS_AGO)
    scenes.append(Scene(asked_at, partial(updates.add_subscription, subscriber, 0, "")))
    tell(scenes)
    return len(lines)


def _is_loaded() -> bool:
    of_demonstration = select(PlannedPurchase.id).join(PlannedPurchase.organisation)
    first = of_demonstration.where(Organisation.is_demonstration).limit(1)
    return db.session.scalars(first).first() is not None


class _Line:
    """One row of the file, as it comes about."""

    def __init__(self, cast: Cast, row: Row, today: date, number: int) -> None:
        self.cast, self.row, self.today, self.number = cast, row, today, number
        self.buyer = cast.people[row["buyer"]]
        self.purchase: PlannedPurchase

    def scenes(self) -> Iterator[Scene]:
        """It is added; suppliers say that they are interested; it changes, or comes to an end."""
        yield self._scene(self.row["added_days_ago"], self._add)
        for slug, days_ago in self.row["interested"]:
            yield self._scene(days_ago, partial(self._say_interested, slug))
        for name, act in (
            ("changed", self._change),
            ("withdrawn", self._withdraw),
            ("published", self._publish),
        ):
            if self.row[name]:
                yield self._scene(self.row[name]["days_ago"], act)

    def _scene(self, days_ago: int, act: Callable[[], object]) -> Scene:
        return Scene(moment(self.today, days_ago, self.number), act)

    def _line(self) -> PlanLine:
        row = self.row
        return PlanLine(
            title=row["title"],
            description=row["description"],
            value_band=row["value_band"],
            quarter=list_quarters(self.today)[row["quarters_ahead"]],
            contact_post=row["contact_post"],
            contact_email=row["contact_email"],
            reference=row["reference"],
            categories=tuple(row["categories"]),
        )

    def _add(self) -> None:
        organisation = self.cast.organisation(self.row)
        self.purchase = plans.add_planned_purchase(self.buyer, organisation, self._line())

    def _say_interested(self, slug: str) -> None:
        supplier = self.cast.organisations[slug]
        interest.add_interest(self.cast.owner(slug), self.purchase, supplier)

    def _change(self) -> None:
        line = replace(self._line(), value_band=self.row["changed"]["value_band"])
        plans.edit_planned_purchase(self.buyer, self.purchase, line)

    def _withdraw(self) -> None:
        reason = self.row["withdrawn"]["reason"]
        plans.withdraw_planned_purchase(self.buyer, self.purchase, reason)

    def _publish(self) -> None:
        title = next(
            row["title"]
            for row in read_rows("briefs.json")
            if row["key"] == self.row["published"]["brief"]
        )
        brief_id = db.session.scalars(
            select(Brief.id)
            .where(Brief.organisation_id == self.purchase.organisation_id, Brief.title == title)
            .order_by(Brief.id)
        ).first()
        plans.publish_planned_purchase(self.buyer, self.purchase, brief_id or 0)
