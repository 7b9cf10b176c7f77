"""Buyers' briefs in every state, with their searches and shortlists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from brokerage.money import PENCE_A_POUND
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief
from brokerage.procurement.queries.shortlists import get_shortlist_entry
from brokerage.procurement.rules.briefs import BriefStatus, Step
from brokerage.procurement.rules.reserving import Way
from brokerage.procurement.rules.searches import Filters
from brokerage.procurement.service import briefs, reservations, searches, shortlists
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene


class Need:
    """One row of the file, as it comes about."""

    def __init__(self, cast: Cast, row: Row, today: date, number: int) -> None:
        self.cast, self.row, self.today, self.number = cast, row, today, number
        self.buyer: Subject = cast.people[row["buyer"]]
        self.brief: Brief

    def at(self, days_ago: int) -> datetime:
        """Return when on that day things happen to this brief."""
        return moment(self.today, days_ago, self.number)

    def day(self, days_ahead: int) -> date:
        """Return the day that many days ahead of today; a negative number is in the past."""
        return self.today + timedelta(days=days_ahead)

    def day_or_none(self, days_ahead: int | None) -> date | None:
        """Return the same, or None where the file says that there is no such day."""
        return None if days_ahead is None else self.day(days_ahead)

    def scenes(self) -> Iterator[Scene]:
        """The buyer writes it and shares it, looks for suppliers and keeps some in view."""
        row, begun_at = self.row, self.at(self.row["begun_days_ago"])
        yield Scene(begun_at, self._write)
        if row.get("buying"):
            yield Scene(begun_at, self._answer_rules)
        if row.get("reservation"):
            yield Scene(begun_at, self._reserve)
        for colleague in row["shared_with"]:
            yield Scene(begun_at, partial(self._share, colleague))
        if row["status"] != BriefStatus.DRAFT:
            yield Scene(begun_at, self._finish)
        for days_ago in row["searched_days_ago"]:
            yield Scene(self.at(days_ago), self._search)
        for each in row["shortlist"]:
            yield Scene(self.at(each["added_days_ago"]), partial(self._shortlist, each))

    def closing(self) -> Iterator[Scene]:
        """The buyer says what became of it, if anything did yet."""
        if self.row["closing"]:
            yield Scene(self.at(self.row["closing"]["closed_days_ago"]), self._close)

    def _write(self) -> None:
        self.brief = briefs.start_brief(self.buyer, self.cast.organisation(self.row))
        for step in Step:
            self._answer(step)
            if step == self.row["last_step"]:
                break

    def _answer(self, step: Step) -> None:
        row = self.row
        if step == Step.DELIVERY:
            place = (row["postcode"] or "", row["place_name"], row["is_delivered_remotely"])
            briefs.save_brief_delivery(self.buyer, self.brief, *place)
            return
        pounds = row["value_pounds"]
        answers = {
            **row,
            "value_pence": None if pounds is None else pounds * PENCE_A_POUND,
            "needed_by": self.day_or_none(row["needed_in_days"]),
            "decide_by": self.day_or_none(row["decide_in_days"]),
        }
        briefs.save_brief_step(self.buyer, self.brief, step, answers)

    def _answer_rules(self) -> None:
        answers = {"way": Way.COMPETITION, "in_house_id": None, **self.row["buying"]}
        reservations.save_buying_facts(self.buyer, self.brief, answers)

    def _reserve(self) -> None:
        told = self.row["reservation"]
        reservations.set_reservation(
            self.buyer, self.brief, told["kinds"], told["area"], told["rationale"]
        )

    def _share(self, colleague: str) -> None:
        briefs.share_brief(self.buyer, self.brief, self.cast.people[colleague].user_id or 0)

    def _finish(self) -> None:
        briefs.finish_brief(self.buyer, self.brief)

    def _search(self) -> None:
        searches.search_suppliers(self.buyer, self.brief, Filters())

    def _shortlist(self, each: Row) -> None:
        supplier = self.cast.organisation(each)
        shortlists.add_to_shortlist(self.buyer, self.brief, supplier)
        if each["note"]:
            entry = get_shortlist_entry(self.brief.id, supplier.id)
            shortlists.edit_shortlist_note(self.buyer, self.brief, entry, each["note"])

    def _close(self) -> None:
        closing = self.row["closing"]
        briefs.close_brief(
            self.buyer,
            self.brief,
            closing["outcome"],
            [self.cast.organisations[slug].id for slug in closing["chosen"]],
            reason_by_default=closing["reason"],
            note=closing["note"],
        )


def read_needs(cast: Cast, today: date) -> dict[str, Need]:
    """Return every brief of the file by its key, before anything has happened."""
    return {
        row["key"]: Need(cast, row, today, number)
        for number, row in enumerate(read_rows("briefs.json"))
    }


def list_scenes(needs: Mapping[str, Need]) -> Iterator[Scene]:
    """Every brief is written and looked for, as far as it has come."""
    for need in needs.values():
        yield from need.scenes()


def list_closings(needs: Mapping[str, Need]) -> Iterator[Scene]:
    """Those that have come to an end do so."""
    for need in needs.values():
        yield from need.closing()
