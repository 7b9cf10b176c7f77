"""Volunteering leave: what each employer gives, its teams, and days that people found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from brokerage.leave.models import Employment, LeaveTeam, OwnDay
from brokerage.leave.queries import find_open_employment, find_request
from brokerage.leave.queries.own_days import find_last_link
from brokerage.leave.rules.policies import Policy
from brokerage.leave.service import own_days, policies
from brokerage.leave.service.requests import approve_request
from brokerage.organisations.rules import Role
from brokerage.permissions import ANONYMOUS, Subject
from brokerage.scheduling.rules import in_london
from brokerage.seeding.rules import day_in_week, moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene

YEAR_STARTS = (4, 1)
TOKEN_OF_NOBODY = "no-link-was-sent-to-anyone"  # noqa: S105  # opens nothing: it is only in a mail
"""The mails of the past that is told are not kept, nor is anyone's link."""
WORK_DOMAIN = "{}-demonstration.example"


def list_scenes(cast: Cast, today: date) -> Iterator[Scene]:
    """Each employer says what it gives and names its teams; people find days of their own."""
    for row in read_rows("leave.json"):
        yield from _Employer(cast, row).scenes(today)
        for number, each in enumerate(row["own_days"]):
            yield from _OwnDay(cast, row["organisation"], each).scenes(today, number)


class _Employer:
    """An employer's terms and teams, as they come about."""

    def __init__(self, cast: Cast, row: Row) -> None:
        self.cast, self.row, self.slug = cast, row, row["organisation"]
        self.employer, self.owner = cast.organisations[self.slug], cast.owner(self.slug)

    def scenes(self, today: date) -> Iterator[Scene]:
        at = moment(today, self.row["published_days_ago"])
        yield Scene(at, lambda: self._publish(at.date()))
        if self.row["teams"]:
            yield Scene(at + timedelta(hours=1), self._name_teams)

    def _publish(self, day: date) -> None:
        row = self.row
        start = date(day.year, *YEAR_STARTS)
        minutes_a_day = round(row["hours_a_day"] * 60)
        policy = Policy(
            from_on=start if start <= day else start.replace(year=day.year - 1),
            allowance_minutes=row["days_a_year"] * minutes_a_day,
            minutes_a_day=minutes_a_day,
            takes_half_days=row["takes_half_days"],
            counts_remote=row["counts_remote"],
            notice_working_days=row["notice_working_days"],
        )
        policies.publish_policy(self.owner, self.employer, policy)

    def _name_teams(self) -> None:
        domain = WORK_DOMAIN.format(self.slug)
        for each in self.row["teams"]:
            address = f"{each['manager']}@{domain}" if each["manager"] else ""
            team = policies.save_team(self.owner, self.employer, each["name"], address)
            for email in each["people"]:
                self._put_in(email, team)

    def _put_in(self, email: str, team: LeaveTeam) -> None:
        policies.arrange_leave(
            self.owner,
            employment_of(self.cast, self.slug, email),
            team=team,
            full_time_percent=100,
            manager_email="",
        )


class _OwnDay:
    """A day that someone found: asked for, agreed, confirmed by its host."""

    def __init__(self, cast: Cast, slug: str, row: Row) -> None:
        self.cast, self.slug, self.row = cast, slug, row
        self.own_day: OwnDay

    def scenes(self, today: date, number: int) -> Iterator[Scene]:
        row = self.row
        asked_at = moment(today, row["asked_days_ago"], number)
        day = day_in_week(today, row["weeks"], row["weekday"])
        starts_at = in_london(day, time.fromisoformat(row["starts"]))
        yield Scene(asked_at, lambda: self._ask(starts_at))
        if row["agreed_after_days"] is not None:
            yield Scene(asked_at + timedelta(days=row["agreed_after_days"]), self._agree)
        if row["confirmed_minutes"] is not None:
            yield Scene(starts_at + timedelta(days=1), self._confirm)

    def _ask(self, starts_at: datetime) -> None:
        row = self.row
        plan = own_days.Plan(
            host_name=row["host_name"],
            what=row["what"],
            place=row["place"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=row["hours"]),
            is_outside=row["is_outside"],
            is_remote=False,
            contact_email=row["contact_email"],
            shares_host=row["shares_host"],
        )
        employment = employment_of(self.cast, self.slug, row["person"])
        self.own_day = own_days.add_own_day(self.cast.people[row["person"]], employment, plan)

    def _agree(self) -> None:
        request = find_request(own_days.SOURCE_KIND, self.own_day.id)
        if request is not None:
            approve_request(_line_manager(self.cast, self.slug), request)

    def _confirm(self) -> None:
        own_days.ask_contact(self.own_day)
        link = find_last_link(self.own_day.id)
        if link is not None:
            minutes = self.row["confirmed_minutes"]
            own_days.confirm_own_day(ANONYMOUS, link, TOKEN_OF_NOBODY, minutes)


def employment_of(cast: Cast, slug: str, email: str) -> Employment:
    """Return where someone of the cast works (LookupError)."""
    found = find_open_employment(cast.people[email].user_id or 0, cast.organisations[slug].id)
    if found is None:
        raise LookupError(email)
    return found


def _line_manager(cast: Cast, slug: str) -> Subject:
    organisation_id = cast.organisations[slug].id
    return next(
        person
        for person in cast.people.values()
        if person.role_in(organisation_id) == Role.LINE_MANAGER
    )
