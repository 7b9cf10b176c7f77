"""What suppliers were asked, how far each has come with it, and who answered unasked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from brokerage import audit
from brokerage.extensions import db, utcnow
from brokerage.permissions import Subject
from brokerage.procurement.models import Approach
from brokerage.procurement.queries.answers import find_approach_id, get_approach
from brokerage.procurement.rules.answers import GivenAnswer
from brokerage.procurement.service import answers, enquiries
from brokerage.procurement.service.enquiries import EnquiryDraft
from brokerage.seeding.service.briefs import Need
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene


def list_scenes(cast: Cast, needs: Mapping[str, Need]) -> Iterator[Scene]:
    """Buyers ask, suppliers look and answer, buyers read that and may say no."""
    for row in read_rows("enquiries.json"):
        need = needs[row["brief"]]
        if row["enquiry"]:
            yield from _Question(need, row["enquiry"]).scenes()
        for each in row["suppliers"]:
            yield from _Supplier(cast, need, each).scenes()


class _Question:
    """A text that goes to each supplier alike, as it comes about."""

    def __init__(self, need: Need, row: Row) -> None:
        self.need, self.row = need, row

    def scenes(self) -> Iterator[Scene]:
        yield Scene(self.need.at(self.row["sent_days_ago"]), self._send)

    def _send(self) -> None:
        need, row = self.need, self.row
        draft = EnquiryDraft(
            title=need.row["title"],
            text=row["text"],
            answer_by=need.day(row["answer_in_days"]),
            decide_by=need.day(row["decide_in_days"]),
            audience=row["audience"],
        )
        enquiries.send_enquiry(need.buyer, need.brief, draft)


class _Supplier:
    """One supplier's side of a brief, as it comes about."""

    def __init__(self, cast: Cast, need: Need, row: Row) -> None:
        self.need, self.row = need, row
        self.organisation = cast.organisation(row)
        self.actor: Subject = cast.owner(row["organisation"])

    def scenes(self) -> Iterator[Scene]:
        """It opens what it was asked and answers; the buyer reads it, and may decline it then."""
        steps = (
            ("viewed_days_ago", self._view),
            ("answered_days_ago", self._answer if self.row["is_asked"] else self._answer_unasked),
            ("read_days_ago", self._read),
            ("declined_days_ago", self._decline),
        )
        for name, act in steps:
            days_ago = self.row[name]
            if days_ago is not None:
                yield Scene(self.need.at(days_ago), act)

    def _view(self) -> None:
        _note(self.actor, self._approach(), "viewed_at", "view")

    def _read(self) -> None:
        _note(self.need.buyer, self._approach(), "read_at", "read")

    def _answer(self) -> None:
        approach = self._approach()
        answers.answer_approach(self.actor, approach, self._given(), approach.answered_at)

    def _answer_unasked(self) -> None:
        """Answer an open brief; the page that shows the answer is opened with it."""
        given = self._given()
        approach = answers.answer_open_brief(self.actor, self.need.brief, self.organisation, given)
        _note(self.actor, approach, "viewed_at", "view")

    def _decline(self) -> None:
        reason = self.row["declined_reason"]
        answers.decline_supplier(self.need.buyer, self._approach(), reason)

    def _given(self) -> GivenAnswer:
        row = self.row
        return GivenAnswer(answer=row["answer"], reason=row["reason"], message=row["message"])

    def _approach(self) -> Approach:
        found = find_approach_id(self.need.brief.id, self.organisation.id)
        if found is None:
            raise LookupError(f"{self.organisation.slug} was not asked: {self.need.row['key']}")
        return get_approach(found)


def _note(actor: Subject, approach: Approach, column: str, verb: str) -> None:
    """Keep who has looked, which a page would write after its own transaction has ended."""
    setattr(approach, column, utcnow())
    db.session.flush()
    audit.record(actor, f"procurement:approach:{verb}", "approach", approach.id)
