"""Employers: their work addresses, and who works for them."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from brokerage.extensions import db, writes
from brokerage.leave.models import Employment
from brokerage.leave.queries import find_open_employment
from brokerage.leave.rules import ProvedBy
from brokerage.leave.service import domains, employments
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast

TO_PROVE = timedelta(days=1)
"""How long after it was stated something is told to have been shown or confirmed."""


@writes
def load_employers(cast: Cast, today: date) -> None:
    """Load every employer's work addresses and then its staff."""
    for row in read_rows("employers.json"):
        owner, organisation = cast.owner(row["organisation"]), cast.organisation(row)
        for each in row["work_domains"]:
            _load_work_domain(owner, cast.broker, organisation, each, today)
        for each in row["staff"]:
            _load_employment(cast.people[each["email"]], owner, organisation, each, today)
    db.session.flush()


def _load_work_domain(
    owner: Subject, broker: Subject, organisation: Organisation, row: Row, today: date
) -> None:
    work_domain = domains.add_work_domain(owner, organisation, row["domain"])
    work_domain.stated_at = moment(today, row["stated_days_ago"])
    if row["is_confirmed"]:
        domains.accept_work_domain(broker, work_domain)
        work_domain.confirmed_at = work_domain.stated_at + TO_PROVE


def _load_employment(
    actor: Subject, owner: Subject, organisation: Organisation, row: Row, today: date
) -> None:
    if row["proved_by"] == ProvedBy.WORK_ADDRESS:
        employments.ask_for_link(actor, row["work_email"])
    else:
        employments.state_employment(actor, organisation)
    employment = find_open_employment(actor.user_id or 0, organisation.id)
    assert employment is not None
    if row["proved_by"] == ProvedBy.WORK_ADDRESS:
        _follow_link(actor, employment)
    elif row["proved_by"] == ProvedBy.EMPLOYER:
        employments.accept_employment(owner, employment)
    employment.stated_at = moment(today, row["stated_days_ago"])
    if employment.proved_at is not None:
        employment.proved_at = employment.stated_at + TO_PROVE


def _follow_link(actor: Subject, employment: Employment) -> None:
    """Follow a link as its reader would; the one that was sent is only in the mail."""
    token = secrets.token_urlsafe(32)
    employment.token_digest = employments.digest_of(token)
    db.session.flush()
    employments.confirm_employment(actor, token)
