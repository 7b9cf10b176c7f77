"""Competitions, contracts and plans of the demonstration, told through the services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from brokerage.competitions.models import BidResponse, Competition, CompetitionInvitation
from brokerage.competitions.queries.competitions import get_competition, list_clarifications
from brokerage.competitions.queries.evaluation import list_opened
from brokerage.competitions.rules.moments import moment_of
from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.service import evaluation, responses, running
from brokerage.contracts.models import Contract
from brokerage.contracts.queries.returns import list_unfilled_returns
from brokerage.contracts.service import registers
from brokerage.contracts.service import returns as return_service
from brokerage.extensions import db, writes
from brokerage.measures.models import Measure
from brokerage.measures.service import choose_measure
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_object
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell

DEADLINE_HOUR = "17"
CHOSEN_DAYS_AGO = 200
MOST_DAYS = 400
AMOUNTS = ("total_pence", "local_pence", "sme_pence", "vcse_pence")


@writes
def load_competitions(cast: Cast, today: date) -> None:
    """Load all of it once, after the briefs and their shortlists."""
    if db.session.scalars(select(Contract.id).limit(1)).first() is not None:
        return
    told = read_object("competitions.json")
    tell(_scenes(cast, told, today))


def _scenes(cast: Cast, told: Row, today: date) -> Iterator[Scene]:
    """Everything in its time."""
    for row in told["measures"]:
        yield Scene(moment(today, CHOSEN_DAYS_AGO), partial(_choose, cast, row))
    for row in told["contracts"]:
        yield Scene(moment(today, row["starts_days_ago"]), partial(_add_contract, cast, row, today))
    for number, row in enumerate(told["contracts"]):
        if row["return"]:
            yield Scene(moment(today, 8, number), return_service.ask_for_returns)
            yield Scene(moment(today, 4, number), partial(_fill, cast, row))
    for row in told["plans"]:
        yield Scene(moment(today, row["starts_days_ago"]), partial(_add_plan, cast, row, today))
    for number, row in enumerate(told["competitions"]):
        yield from _Contest(cast, row, today, number).scenes()


class _Contest:
    """One competition, as it comes about."""

    def __init__(self, cast: Cast, row: Row, today: date, number: int) -> None:
        self.cast, self.row, self.today, self.number = cast, row, today, number
        self.buyer: Subject = cast.people[row["buyer"]]
        self.id = 0

    def scenes(self) -> Iterator[Scene]:
        """Invited, asked, answered, and in one of them decided."""
        yield self._scene(self.row["invited_days_ago"], self._invite)
        for each in self.row["clarifications"]:
            yield self._scene(each["days_ago"], partial(self._ask, each))
            yield self._scene(each["answered_days_ago"], partial(self._answer, each))
        for each in self.row["responses"]:
            yield self._scene(each["days_ago"], partial(self._respond, each, is_sent=True))
        for each in self.row["drafts"]:
            yield self._scene(each["days_ago"], partial(self._respond, each, is_sent=False))
        if self.row["opening"]:
            yield self._scene(self.row["opening"]["days_ago"], self._evaluate)

    def _scene(self, days_ago: int, act: Any) -> Scene:
        return Scene(moment(self.today, days_ago, self.number), act)

    @property
    def competition(self) -> Competition:
        return get_competition(self.id)

    def _invite(self) -> None:
        row, organisation = self.row, self.cast.organisation(self.row)
        brief = db.session.scalars(
            select(Brief).where(
                Brief.organisation_id == organisation.id, Brief.title == row["brief_title"]
            )
        ).one()
        self.id = running.start_competition(self.buyer, brief).id
        quality, price, social_value = row["weights"]
        plan = running.Plan(
            title=brief.title,
            text=row["text"],
            deadline_at=moment_of(
                self.today + timedelta(days=row["deadline_in_days"]), DEADLINE_HOUR
            ),
            quality=quality,
            price=price,
            social_value=social_value,
            measure_set=row["measure_set"],
            has_spend_duty=row["has_spend_duty"],
        )
        running.save_plan(self.buyer, self.competition, plan)
        for question in row["questions"]:
            running.add_question(self.buyer, self.competition, question)
        ids = [each.id for each in _measures(row["measures"]).values()]
        running.choose_measures(self.buyer, self.competition, ids)
        running.invite_suppliers(self.buyer, self.competition)

    def _invitation(self, slug: str) -> CompetitionInvitation:
        supplier = self.cast.organisations[slug]
        return db.session.scalars(
            select(CompetitionInvitation).where(
                CompetitionInvitation.competition_id == self.id,
                CompetitionInvitation.organisation_id == supplier.id,
            )
        ).one()

    def _ask(self, each: Row) -> None:
        invitation = self._invitation(each["supplier"])
        responses.ask_question(self.cast.owner(each["supplier"]), invitation, each["question"])

    def _answer(self, each: Row) -> None:
        (asked,) = [
            one
            for one in list_clarifications(self.id, answered_only=False)
            if one.question == each["question"]
        ]
        words = (each["question"], each["answer"])
        running.answer_clarification(self.buyer, self.competition, asked, *words)

    def _respond(self, each: Row, *, is_sent: bool) -> None:
        questions = [one.id for one in self.competition.questions]
        offered = Offered(
            answers=dict(zip(questions, each["answers"], strict=False)),
            price_pence=each["price_pounds"] * 100,
            quantities={
                one.id: Decimal(each["offers"][code])
                for code, one in _measures(each["offers"]).items()
            },
        )
        act = responses.submit_response if is_sent else responses.save_draft
        act(self.cast.owner(each["supplier"]), self._invitation(each["supplier"]), offered)

    def _evaluate(self) -> None:
        opening, competition = self.row["opening"], self.competition
        evaluation.declare_conflict(self.buyer, competition, False, "")
        evaluation.open_responses(self.buyer, competition)
        winner: BidResponse | None = None
        for response in list_opened(self.id):
            slug = str(response.organisation.slug)
            score, reason = opening["scores"][slug]
            given = {
                one.id: evaluation.Given(score=score, reason=reason)
                for one in competition.questions
            }
            evaluation.score_response(self.buyer, competition, response, given)
            feedback = opening["feedback"].get(slug, "")
            evaluation.agree_scores(self.buyer, competition, response, given, feedback)
            winner = response if slug == opening["winner"] else winner
        decision = evaluation.Decision(
            winner=winner.id if winner else None,
            reason=opening["reason"],
            starts_on=self.today + timedelta(days=opening["starts_in_days"]),
            ends_on=self.today + timedelta(days=opening["ends_in_days"]),
        )
        evaluation.decide_competition(self.buyer, competition, decision)


def _choose(cast: Cast, row: Row) -> None:
    for code, measure in _measures(row["chosen"]).items():
        kind, weight = row["chosen"][code]
        choose_measure(cast.people[row["by"]], cast.organisation(row), measure, [kind], weight)


def _add_contract(cast: Cast, row: Row, today: date) -> None:
    buyer = cast.people[row["by"]]
    line = registers.ContractLine(
        supplier_name=cast.organisations[row["supplier"]].name or "",
        title=row["title"],
        value_pence=row["value_pounds"] * 100,
        is_vat_inclusive=True,
        starts_on=today - timedelta(days=row["starts_days_ago"]),
        ends_on=today + timedelta(days=row["ends_in_days"]),
        reserved_for=row["reserved_for"],
        social_value_percent=row["social_value_percent"],
        procured_by=row["procured_by"],
        has_spend_duty=row["has_spend_duty"],
    )
    contract = registers.add_contract(buyer, cast.organisation(row), line)
    _promise(buyer, contract, row["commitments"])


def _add_plan(cast: Cast, row: Row, today: date) -> None:
    buyer = cast.people[row["by"]]
    names = ("development", "developer_name", "reference", "about")
    answers = {name: row[name] for name in names} | {
        "starts_on": today - timedelta(days=row["starts_days_ago"]),
        "ends_on": today + timedelta(days=row["ends_in_days"]),
    }
    _promise(buyer, registers.add_plan(buyer, cast.organisation(row), answers), row["targets"])


def _promise(buyer: Subject, owner: Any, promised: Mapping[str, str]) -> None:
    for code, measure in _measures(promised).items():
        promise = registers.Promise(
            measure_id=measure.id,
            quantity=Decimal(promised[code]),
            from_on=owner.starts_on,
            due_on=owner.ends_on,
        )
        registers.add_commitment(buyer, owner, promise)


def _fill(cast: Cast, row: Row) -> None:
    given, far_ahead = row["return"], date.max - timedelta(days=MOST_DAYS)
    (asked,) = [
        each for each in list_unfilled_returns(far_ahead) if each.contract.title == row["title"]
    ]
    amounts = {name: pounds * 100 for name, pounds in zip(AMOUNTS, given["pounds"], strict=True)}
    return_service.fill_return(cast.people[given["by"]], asked, amounts, given["note"])
    if given["is_confirmed"]:
        return_service.confirm_return(cast.people[row["by"]], asked)


def _measures(codes: Mapping[str, Any] | list[str]) -> dict[str, Measure]:
    """Return the measures that ship, by their codes."""
    found = db.session.scalars(
        select(Measure).where(Measure.code.in_(list(codes))).order_by(Measure.id)
    )
    return {each.code: each for each in found}
