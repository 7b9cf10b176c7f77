"""Projects, offers, spaces and ways into work of the demonstration, told through the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_object
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell
from brokerage.socialvalue.models import Agreement, Offer, Project
from brokerage.socialvalue.queries.agreements import get_agreement
from brokerage.socialvalue.queries.offers import get_offer, list_commitments_of
from brokerage.socialvalue.queries.pathways import get_pathway, get_referral
from brokerage.socialvalue.queries.projects import get_project
from brokerage.socialvalue.rules.offers import Side
from brokerage.socialvalue.rules.pathways import Safeguard
from brokerage.socialvalue.service import (
    agreements,
    offers,
    pathways,
    projects,
    spaces,
    standing,
    stories,
)

EMPLOYER, PARTNER = "employer", "partner"


@writes
def load_projects(cast: Cast, today: date) -> None:
    """Load all of it once, after the measures and the contracts that some of it is drawn from."""
    if db.session.scalars(select(Project.id).limit(1)).first() is not None:
        return
    tell(list_scenes(cast, read_object("projects.json"), today))


def list_scenes(cast: Cast, told: Row, today: date) -> Iterator[Scene]:
    """Return what a file tells, as seen from a day."""
    for number, row in enumerate(told["projects"]):
        yield from _Ask(cast, row, today, number).scenes()
    for row in told["standing"]:
        yield Scene(moment(today, row["days_ago"]), partial(_add_standing, cast, row, today))
    for row in told["spaces"]:
        yield Scene(moment(today, row["days_ago"]), partial(_add_space, cast, row))
    for slug in told["partners"]:
        partner = cast.organisations[slug]
        yield Scene(moment(today, 90), partial(pathways.add_partner, cast.broker, partner))
    for number, row in enumerate(told["pathways"]):
        yield from _Way(cast, row, today, number).scenes()


class _Ask:
    """One project, as it comes about."""

    def __init__(self, cast: Cast, row: Row, today: date, number: int) -> None:
        self.cast, self.row, self.today, self.number = cast, row, today, number
        self.body: Subject = cast.owner(row["organisation"])
        self.id = 0

    def scenes(self) -> Iterator[Scene]:
        """Written, sent, opened by a broker; then the offers."""
        opened = self.row["opened_days_ago"]
        yield self._scene(2 if opened is None else opened + 2, self._write)
        if opened is None:
            return
        yield self._scene(opened, self._open)
        for each in self.row["offers"]:
            yield from _Given(self, each).scenes()

    @property
    def project(self) -> Project:
        return get_project(self.id)

    def _scene(self, days_ago: int, act: Callable[[], object]) -> Scene:
        return Scene(moment(self.today, days_ago, self.number), act)

    def _write(self) -> None:
        names = ("title", "why", "place_name", "postcode", "contact")
        answers = projects.ProjectAnswers(**{name: self.row[name] for name in names})
        organisation = self.cast.organisation(self.row)
        self.id = projects.start_project(self.body, organisation, answers).id
        for need in self.row["needs"]:
            by = self.today + timedelta(days=need["needed_in_days"])
            said = {name: need[name] for name in ("kind", "what", "detail", "unit")}
            asked = Decimal(need["asked"])
            answer = projects.NeedAnswers(**said, asked=asked, needed_by=by)
            projects.add_need(self.body, self.project, answer)
        projects.submit_project(self.body, self.project)

    def _open(self) -> None:
        projects.open_project(self.cast.broker, self.project)


class _Given:
    """One offer to it, as far as it has gone."""

    def __init__(self, ask: _Ask, row: Row) -> None:
        self.ask, self.row = ask, row
        self.giver: Subject = ask.cast.owner(row["giver"])
        self.id = self.agreement_id = 0

    def scenes(self) -> Iterator[Scene]:
        """Offered, agreed, delivered, confirmed, told of: each where the file has a day for it."""
        for name, act in (
            ("days_ago", self._offer),
            ("agreed_days_ago", self._agree),
            ("delivered_days_ago", self._deliver),
            ("confirmed_days_ago", self._confirm),
            ("told_days_ago", self._tell),
        ):
            if name in self.row:
                yield self.ask._scene(self.row[name], act)

    @property
    def offer(self) -> Offer:
        return get_offer(self.id)

    @property
    def agreement(self) -> Agreement:
        return get_agreement(self.agreement_id)

    def _offer(self) -> None:
        row, today = self.row, self.ask.today
        giver = self.ask.cast.organisations[row["giver"]]
        need = self.ask.project.needs[row["need"]]
        by_on = today + timedelta(days=row["by_in_days"])
        terms = offers.Terms(amount=Decimal(row["amount"]), terms=row["terms"], by_on=by_on)
        promised = list_commitments_of(giver.id, [row.get("commitment", "")], today)
        made = offers.make_offer(
            self.giver,
            need,
            giver,
            terms,
            contact=row["contact"],
            message=row["message"],
            commitment_id=promised[0].id if promised else None,
        )
        self.id = made.id
        if row["reply"]:
            offers.write_message(self.ask.body, self.offer, Side.RECEIVER, row["reply"])

    def _agree(self) -> None:
        self.agreement_id = offers.agree_offer(self.ask.body, self.offer, Side.RECEIVER).id

    def _deliver(self) -> None:
        on = self.ask.today - timedelta(days=self.row["delivered_days_ago"])
        counted = Decimal(self.row["counted"]) if "counted" in self.row else None
        amount = Decimal(self.row["delivered"])
        came = agreements.Delivery(amount=amount, on=on, counted=counted)
        agreements.note_delivery(self.giver, self.agreement, Side.GIVER, came)

    def _confirm(self) -> None:
        agreements.confirm_delivery(self.ask.body, self.agreement, Side.RECEIVER)
        agreements.thank_giver(self.ask.body, self.agreement, self.row["thanks"])

    def _tell(self) -> None:
        stories.write_story(self.ask.body, self.agreement, self.row["story"])
        stories.agree_to_story(self.giver, self.agreement)
        stories.publish_story(self.ask.cast.broker, self.agreement)


class _Way:
    """One way into work, and who was referred to it."""

    def __init__(self, cast: Cast, row: Row, today: date, number: int) -> None:
        self.cast, self.row, self.today, self.number = cast, row, today, number
        self.employer: Subject = cast.owner(row["organisation"])
        self.id = 0
        self.referrals: dict[str, int] = {}

    def scenes(self) -> Iterator[Scene]:
        """Offered, opened by a broker; then the referrals."""
        yield self._scene(self.row["days_ago"], self._add)
        for each in self.row["referrals"]:
            for name, act in (
                ("days_ago", self._refer),
                ("started_days_ago", self._start),
                ("ended_days_ago", self._complete),
                ("confirmed_days_ago", self._confirm),
            ):
                if name in each:
                    yield self._scene(each[name], partial(act, each))

    def _scene(self, days_ago: int, act: Callable[[], object]) -> Scene:
        return Scene(moment(self.today, days_ago, self.number), act)

    def _add(self) -> None:
        row = self.row
        names = ("kind", "title", "detail", "audiences", "place_name", "places", "support")
        answers = pathways.PathwayAnswers(
            **{name: row[name] for name in names},
            from_on=self.today - timedelta(days=row["from_days_ago"]),
            until_on=self.today + timedelta(days=row["until_in_days"]),
            safeguards=list(Safeguard),
        )
        organisation = self.cast.organisation(row)
        self.id = pathways.add_pathway(self.employer, organisation, answers).id
        pathways.open_pathway(self.cast.broker, get_pathway(self.id))

    def _refer(self, each: Row) -> None:
        partner = self.cast.organisations[each["partner"]]
        actor, pathway = self.cast.owner(each["partner"]), get_pathway(self.id)
        made = pathways.refer(actor, pathway, partner, each["reference"])
        self.referrals[each["reference"]] = made.id

    def _start(self, each: Row) -> None:
        pathways.start_referral(self.employer, get_referral(self.referrals[each["reference"]]))

    def _complete(self, each: Row) -> None:
        referral = get_referral(self.referrals[each["reference"]])
        ended = self.today - timedelta(days=each["ended_days_ago"])
        hours = Decimal(each["hours"])
        pathways.complete_referral(self.employer, referral, EMPLOYER, hours, ended)

    def _confirm(self, each: Row) -> None:
        referral = get_referral(self.referrals[each["reference"]])
        pathways.confirm_referral(self.cast.owner(each["partner"]), referral, PARTNER)


def _add_standing(cast: Cast, row: Row, today: date) -> None:
    names = ("kind", "title", "detail", "unit", "contact")
    answers = standing.StandingAnswers(
        **{name: row[name] for name in names},
        amount=Decimal(row["amount"]),
        until_on=today + timedelta(days=row["until_in_days"]),
    )
    standing.add_standing_offer(cast.owner(row["organisation"]), cast.organisation(row), answers)


def _add_space(cast: Cast, row: Row) -> None:
    names = [name for name in row if name not in ("organisation", "days_ago")]
    answers = spaces.SpaceAnswers(**{name: row[name] for name in names})
    spaces.add_space(cast.owner(row["organisation"]), cast.organisation(row), answers)
