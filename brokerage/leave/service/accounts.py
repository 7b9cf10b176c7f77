"""The account of one person in one leave year: opened once, changed by guarded entries only.

Whoever changes a request and its account changes the request first: all lock in one order.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.models import Employment, LeaveAccount, LeaveEntry, LeaveRequest
from brokerage.leave.queries.policies import find_arrangement, list_arrangements, list_terms
from brokerage.leave.queries.requests import find_account, list_accounts_from, list_accounts_of
from brokerage.leave.rules.policies import (
    LeaveYear,
    Policy,
    allowance,
    leave_year,
    policy_of_year,
)
from brokerage.leave.rules.wallet import (
    EFFECTS,
    NOT_ENOUGH,
    Balance,
    EntryKind,
    change_of_allowance,
)

NO_POLICY = "Your employer has not said yet how much leave it gives for this day."
FULL_TIME = 100


@writes
def open_account(employment: Employment, day: date) -> LeaveAccount:
    """Return the account of the leave year that holds a day, opened if nobody had asked yet."""
    terms = list_terms(employment.organisation_id)
    year = leave_year(terms, day)
    if year is None:
        raise DomainError(NO_POLICY)
    found = find_account(employment.id, year.starts_on)
    if found is not None:
        return found
    arrangement = find_arrangement(employment.id)
    percent = arrangement.full_time_percent if arrangement else FULL_TIME
    account = LeaveAccount(
        employment_id=employment.id, starts_on=year.starts_on, ends_before=year.ends_before
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:  # another request of the same person opened it in between
        opened = find_account(employment.id, year.starts_on)
        if opened is None:
            raise
        return opened
    granted = allowance(policy_of_year(terms, year), percent, year)
    if granted:
        post_entry(account, EntryKind.GRANTED, granted)
    return account


@writes
def post_entry(
    account: LeaveAccount, kind: EntryKind, minutes: int, request_id: int | None = None
) -> None:
    """Write an entry and count it in one guarded update; DomainError where too little is left.

    The guard reads the row as it is now, so two requests cannot both take the last of it.
    """
    granted, reserved, taken = (effect * minutes for effect in EFFECTS[kind])
    then_granted = LeaveAccount.granted_minutes + granted
    then_reserved = LeaveAccount.reserved_minutes + reserved
    then_taken = LeaveAccount.taken_minutes + taken
    counted = db.session.execute(
        update(LeaveAccount)
        .where(
            LeaveAccount.id == account.id,
            then_reserved >= 0,
            then_taken >= 0,
            then_reserved + then_taken <= then_granted,
        )
        .values(
            granted_minutes=then_granted, reserved_minutes=then_reserved, taken_minutes=then_taken
        )
        .returning(LeaveAccount.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if counted is None:
        raise DomainError(NOT_ENOUGH)
    db.session.add(
        LeaveEntry(
            account_id=account.id,
            request_id=request_id,
            kind=kind,
            minutes=minutes,
            made_at=utcnow(),
        )
    )
    db.session.flush()
    db.session.refresh(account)


@writes
def take_what_is_left(account: LeaveAccount, minutes: int, request_id: int) -> int:
    """Take so many minutes that were not reserved, or as many as are left; return how many."""
    # Held until the end of the transaction, so that what is read is what is taken.
    lock(account)
    taken = min(minutes, account.left_minutes)
    if taken > 0:
        post_entry(account, EntryKind.RESERVED, taken, request_id)
        post_entry(account, EntryKind.TAKEN, taken, request_id)
    return taken


@writes
def lock(row: LeaveAccount | LeaveRequest) -> None:
    """Keep a row until the end of the transaction and read it afresh.

    Not with the refresh itself: that joins what the row was loaded with, and PostgreSQL locks
    no outer join.
    """
    model = type(row)
    db.session.execute(select(model.id).where(model.id == row.id).with_for_update())
    db.session.refresh(row)


@writes
def grant_again(organisation_id: int, day: date) -> None:
    """Bring the accounts of the leave year that holds a day, and of later ones, up to date."""
    terms = list_terms(organisation_id)
    accounts = list_accounts_from(organisation_id, day)
    arranged = list_arrangements({each.employment_id for each in accounts})
    for account in accounts:
        arrangement = arranged.get(account.employment_id)
        percent = arrangement.full_time_percent if arrangement else FULL_TIME
        _bring_up(account, terms, percent)


@writes
def grant_again_to(employment: Employment, full_time_percent: int, day: date) -> None:
    """The same for one person, whose share of full time has changed."""
    terms = list_terms(employment.organisation_id)
    for account in list_accounts_of(employment.id, day):
        _bring_up(account, terms, full_time_percent)


def _bring_up(account: LeaveAccount, terms: list[Policy], percent: int) -> None:
    lock(account)
    year = leave_year(terms, account.starts_on) or leave_year(terms, account.ends_before)
    if year is not None and year.starts_on == account.starts_on:
        account.ends_before = year.ends_before
        db.session.flush()
    kept = LeaveYear(account.starts_on, account.ends_before)
    policy = policy_of_year(terms, kept)
    balance = Balance(account.granted_minutes, account.reserved_minutes, account.taken_minutes)
    change = change_of_allowance(balance, allowance(policy, percent, kept))
    if change is not None:
        post_entry(account, *change)
