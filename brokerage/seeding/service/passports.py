"""Passports of a few invented suppliers, in every state that proof can have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.organisations.models import Evidence
from brokerage.organisations.rules.evidence import EvidenceDetails
from brokerage.organisations.service import evidence
from brokerage.passports.models import CorrectionRequest, Passport, Site, SizeYear
from brokerage.passports.rules import State
from brokerage.passports.service import passports, proofs
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell

SEEN_AT = "Seen by a broker of the demonstration"
PURPOSE = ("is_non_governmental", "is_value_driven", "reinvests_surplus")
CAPACITY = ("people", "capacity", "smallest_pounds", "largest_pounds", "offers")


@writes
def load_passports(cast: Cast, today: date) -> int:
    """Load all of it, if nothing is there yet; return how many passports there are.

    What is due by today of reminders and of "still right?" counts as sent.
    """
    if db.session.scalars(select(Passport.organisation_id).limit(1)).first() is not None:
        return 0
    rows = read_rows("passports.json")
    tell(scene for row in rows for scene in _Told(cast, row, today).scenes())
    evidence.mind_evidence()
    while passports.ask_still_right():
        pass
    return len(rows)


class _Told:
    """One row of the file, as it comes about."""

    def __init__(self, cast: Cast, row: Row, today: date) -> None:
        self.row, self.today, self.broker = row, today, cast.broker
        self.organisation = cast.organisation(row)
        self.owner = cast.owner(row["organisation"])

    def scenes(self) -> Iterator[Scene]:
        """They state, a broker looks, they ask for a correction."""
        yield self._at(self.row["sites"][0]["stated_days_ago"], self._keep)
        for each in self.row["sites"]:
            yield from self._proof(each, self._add_site)
        for each in self.row["years"]:
            yield from self._proof(each, self._add_year)
        for each in self.row["evidence"]:
            yield from self._evidence(each)
        for each in self.row["corrections"]:
            asked: dict[str, CorrectionRequest] = {}
            yield self._at(each["asked_days_ago"], partial(self._ask, each, asked))
            if each["answer"] is not None:
                yield self._at(each["answered_days_ago"], partial(self._answer, each, asked))

    def _at(self, days_ago: int, act: Any) -> Scene:
        return Scene(moment(self.today, days_ago, self.organisation.id), act)

    def _day(self, days_ahead: int | None) -> date | None:
        return None if days_ahead is None else self.today + timedelta(days=days_ahead)

    def _keep(self) -> None:
        answers: dict[str, Any] = {name: self.row[name] for name in CAPACITY}
        if self.row["purpose"] is not None:
            answers |= dict(zip(PURPOSE, self.row["purpose"], strict=True))
        passports.save_passport(self.owner, self.organisation, answers)

    def _proof(self, row: Row, add: Any) -> Iterator[Scene]:
        kept: dict[str, Site | SizeYear] = {}
        yield self._at(row["stated_days_ago"], partial(add, row, kept))
        if row["state"] != State.DECLARED:
            yield self._at(row["seen_days_ago"], partial(self._look, row, kept))

    def _add_site(self, row: Row, kept: dict[str, Site | SizeYear]) -> None:
        answers = {name: row[name] for name in ("address", "postcode", "operations", "what")}
        answers |= {
            "document": row["document"],
            "since_on": self.today - timedelta(days=row["since_days_ago"]),
        }
        kept["proof"] = proofs.add_site(self.owner, self.organisation, answers)

    def _add_year(self, row: Row, kept: dict[str, Site | SizeYear]) -> None:
        """Years of this file begin on 1 July: `year_began` counts back from the last that ended."""
        ended = self.today.year - (1 if (self.today.month, self.today.day) < (9, 30) else 0)
        answers = {name: row[name] for name in ("staff", "turnover", "balance_sheet")}
        starts_on = date(ended - row["year_began"], 7, 1)
        kept["proof"] = proofs.state_year(
            self.owner, self.organisation, {"starts_on": starts_on, **answers}
        )

    def _look(self, row: Row, kept: dict[str, Site | SizeYear]) -> None:
        if row["state"] == State.REFUSED:
            proofs.refuse_proof(self.broker, self.organisation, kept["proof"], row["reason"])
        else:
            proofs.verify_proof(self.broker, kept["proof"], SEEN_AT)

    def _evidence(self, row: Row) -> Iterator[Scene]:
        kept: dict[str, Evidence] = {}
        yield self._at(row["stated_days_ago"], partial(self._state, row, kept))
        if row["state"] != State.DECLARED:
            yield self._at(row["seen_days_ago"], partial(self._verify, row, kept))

    def _state(self, row: Row, kept: dict[str, Evidence]) -> None:
        issued = row["issued_days_ago"]
        details = EvidenceDetails(
            issuer=row["issuer"],
            reference=row["reference"],
            issued_on=self._day(None if issued is None else -issued),
            expires_on=self._day(row["ends_in_days"]),
        )
        kept["fact"] = evidence.state_evidence(
            self.owner, self.organisation, row["kind"], row["note"], details
        )

    def _verify(self, row: Row, kept: dict[str, Evidence]) -> None:
        fact = kept["fact"]
        evidence.verify_evidence(self.broker, self.organisation, fact, SEEN_AT, fact.expires_on)

    def _ask(self, row: Row, asked: dict[str, CorrectionRequest]) -> None:
        asked["it"] = passports.ask_for_correction(self.owner, self.organisation, row["text"])

    def _answer(self, row: Row, asked: dict[str, CorrectionRequest]) -> None:
        passports.answer_correction(self.broker, asked["it"], row["answer"])
