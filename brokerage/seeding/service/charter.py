"""The charter of the demonstration: signatories in every state, a year told as it comes about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from brokerage.charter.models import CharterTerm, CheckIn, Pledge, TakenPledge
from brokerage.charter.queries.buddies import list_suggestions
from brokerage.charter.queries.check_ins import get_check_in, list_check_ins_of
from brokerage.charter.queries.terms import get_term
from brokerage.charter.rules.terms import OPENS_BEFORE, CheckInStatus
from brokerage.charter.service import buddies, check_ins, comments, groups, review, sign_up
from brokerage.charter.service.catalogue import load_reference_charter
from brokerage.charter.service.figures import refresh_term
from brokerage.extensions import db, writes
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_object
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell

OWN = "own"
READ_AFTER = 3
"""Days from a sign-up to the broker's answer."""
LOOKED_AFTER = 4
"""Days from a check-in to the broker's look."""


@writes
def load_charter(cast: Cast, today: date) -> int:
    """Load all of it, if nothing is there yet; return how many have signed."""
    if db.session.scalars(select(CharterTerm.id).limit(1)).first() is not None:
        return 0
    load_reference_charter()
    told = read_object("charter.json")
    pledges = {each.code: each for each in db.session.scalars(select(Pledge))}
    signing = {
        row["organisation"]: _Told(cast, row, pledges, today)
        for row in [*told["signed"], *told["waiting"]]
    }
    tell(scene for each in signing.values() for scene in each.scenes())
    for each in signing.values():
        refresh_term(get_term(each.term_id))
    for row in told["groups"]:
        group = groups.add_group(cast.broker, row["name"])
        for slug in row["organisations"]:
            groups.add_to_group(cast.broker, group, get_term(signing[slug].term_id).signatory_id)
    tell(scene for row in told["buddies"] for scene in _pairs(cast, row, signing, today))
    return len(told["signed"])


class _Told:
    """One row of the file, as it comes about."""

    def __init__(self, cast: Cast, row: Row, pledges: dict[str, Pledge], today: date) -> None:
        self.row, self.pledges, self.today, self.broker = row, pledges, today, cast.broker
        self.organisation = cast.organisation(row)
        self.owner = cast.owner(row["organisation"])
        self.term_id = 0
        self.by_code: dict[str, int] = {}

    def scenes(self) -> Iterator[Scene]:
        """They write it, staff comment, a broker signs and meets them, check-ins follow."""
        days = self.row.get("signed_days_ago")
        if days is None:
            yield self._at(self.row["submitted_days_ago"] + 1, self._write)
            yield self._at(self.row["submitted_days_ago"], self._send)
            return
        yield self._at(days + READ_AFTER + 20, self._write)
        for each in self.row["comments"]:
            yield self._at(days + READ_AFTER + 10, partial(self._comment, each))
        yield self._at(days + READ_AFTER, self._send)
        yield self._at(days, self._approve)
        if self.row["meeting"] is not None:
            met = days - self.row["meeting"]["days_after"]
            yield self._at(met, partial(self._meet, self.today - timedelta(days=met)))
        told = {each["month"]: each for each in self.row["check_ins"]}
        for month, due_after in ((3, 92), (6, 183)):
            opened = days - due_after + OPENS_BEFORE.days
            if opened < 0:
                continue
            yield self._at(opened, partial(self._open, month))
            if month in told:
                answered = max(opened - OPENS_BEFORE.days + 2, 1)
                yield self._at(answered, partial(self._answer, told[month]))
                looked = max(answered - LOOKED_AFTER, 0)
                yield self._at(looked, partial(self._look, told[month]))

    def _at(self, days_ago: int, act: Any) -> Scene:
        return Scene(moment(self.today, days_ago, self.organisation.id), act)

    @property
    def _term(self) -> CharterTerm:
        return get_term(self.term_id)

    def _write(self) -> None:
        term = sign_up.start_term(self.owner, self.organisation)
        self.term_id = term.id
        sign_up.answer_voices(self.owner, term, self.row["voices"])
        listed = [each for each in self.row["pledges"] if "code" in each]
        ids = [self.pledges[each["code"]].id for each in listed]
        sign_up.choose_pledges(self.owner, term, ids)
        taken = {each.pledge_id: each for each in self._term.pledges}
        for each in self.row["pledges"]:
            mine = self._own(each) if OWN in each else taken[self.pledges[each["code"]].id]
            self.by_code[each.get("code", OWN)] = mine.id
            sign_up.answer_pledge(self.owner, mine, _answers(mine, each, self.row["voices"]))
        notes = (self.row["risk_note"], self.row["equality_note"])
        sign_up.answer_notes(self.owner, term, *notes)

    def _own(self, row: Row) -> TakenPledge:
        words, theme_code, unit = row[OWN]
        return sign_up.add_own_pledge(self.owner, self._term, words, theme_code, unit)

    def _comment(self, row: Row) -> None:
        comments.open_comments(self.owner, self._term)
        about = self.by_code[row["code"]]
        comment = comments.add_comment(self._term, row["commenter"], row["words"], about)
        comments.answer_comment(self.owner, comment, row["answer"], is_quoted=row["is_quoted"])

    def _send(self) -> None:
        sign_up.submit_term(self.owner, self._term)

    def _approve(self) -> None:
        review.approve_term(self.broker, self._term)

    def _meet(self, met_on: date) -> None:
        row = self.row["meeting"]
        review.record_first_meeting(self.broker, self._term, met_on, row["baseline"], row["needs"])

    def _check_in(self, month: int) -> CheckIn:
        found = {each.month: each.id for each in list_check_ins_of(self.term_id)}
        return get_check_in(found[month])

    def _open(self, month: int) -> None:
        check_ins.open_check_in(self._check_in(month))

    def _answer(self, row: Row) -> None:
        check_in = self._check_in(row["month"])
        for figure in check_in.figures:
            for code, value, explanation in row["corrections"]:
                if figure.taken_pledge_id == self.by_code[code]:
                    check_ins.correct_figure(self.owner, figure, Decimal(value), explanation)
        words = check_ins.Words(
            story=row["story"], is_story_published=True, went_badly=row["went_badly"]
        )
        check_ins.send_check_in(self.owner, check_in, words)

    def _look(self, row: Row) -> None:
        check_in = self._check_in(row["month"])
        if check_in.status != CheckInStatus.SENT:
            return
        seen = {self.by_code[code] for code in row["seen"]}
        ids = [each.id for each in check_in.figures if each.taken_pledge_id in seen]
        check_ins.close_check_in(self.broker, check_in, ids)


def _answers(taken: TakenPledge, row: Row, voices: list[str]) -> sign_up.PledgeAnswers:
    offered = taken.pledge.voices if taken.pledge is not None else voices
    return sign_up.PledgeAnswers(
        voice=next(each for each in voices if each in offered),
        lead_post=row["lead_post"],
        policy=row["policy"],
        baseline=None if row["baseline"] is None else Decimal(row["baseline"]),
        target=Decimal(row["target"]),
        unit=taken.unit,
        is_published=row["is_published"],
        is_buddy_wanted=row.get("is_buddy_wanted", False),
        is_buddy_offered=row.get("is_buddy_offered", False),
    )


def _pairs(cast: Cast, row: Row, signing: dict[str, _Told], today: date) -> Iterator[Scene]:
    asker, buddy = signing[row["asker"]], signing[row["buddy"]]
    kept: dict[str, Any] = {}

    def ask() -> None:
        taken = next(
            each
            for each in get_term(asker.term_id).pledges
            if each.id == asker.by_code[row["code"]]
        )
        wanted = buddy.by_code[row["code"]]
        fitting = [each.taken_pledge_id for each in list_suggestions(taken, today)]
        if wanted in fitting:
            kept["pair"] = buddies.ask_for_buddy(asker.owner, taken, wanted, row["words"])

    def answer() -> None:
        if "pair" in kept:
            pair, words = kept["pair"], row["answer"]
            buddies.answer_buddy(buddy.owner, pair, is_yes=True, answer=words)

    yield Scene(moment(today, row["asked_days_ago"], asker.term_id), ask)
    yield Scene(moment(today, row["answered_days_ago"], buddy.term_id), answer)
