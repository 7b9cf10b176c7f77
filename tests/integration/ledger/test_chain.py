"""The chain of entries: tampering shows, erasing the personal side does not break it."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from brokerage.accounts.models import User
from brokerage.extensions import db
from brokerage.ledger import service
from brokerage.ledger.models import LedgerSource
from brokerage.ledger.queries import chain
from brokerage.ledger.queries.claims import list_entries
from brokerage.ledger.service.sealing import erase_entry_details, seal_ledger
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from tests.factories.ledger import make_claim, make_confirmed


@pytest.fixture
def claim_id(source: LedgerSource, hours: Measure, host: User, charity: Organisation) -> int:
    """Return a confirmed, corrected and sealed claim's id."""
    claim = make_claim(source, hours)
    by = Subject(user_id=host.id, memberships={charity.id: "owner"})
    service.confirm_claim(by, claim)
    service.dispute_claim(by, claim, "It rained on Wychmere")
    seal_ledger()
    return claim.id


def tamper(statement: str) -> None:
    """Change what the application never changes, with the database in hand."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    for table in ("ledger_entries", "ledger_seals"):
        names = (
            [f"{table}_no_update", f"{table}_no_delete"]
            if is_sqlite
            else [f"{table}_append_only ON {table}"]
        )
        for name in names:
            db.session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    db.session.execute(text(statement))
    db.session.expire_all()


@pytest.mark.usefixtures("claim_id")
@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entries set amount = 5",
        "delete from ledger_entries",
        "update ledger_seals set hash = ''",
        "delete from ledger_seals",
    ],
)
def test_the_database_refuses_to_change_an_entry(statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


@pytest.mark.usefixtures("claim_id")
def test_each_entry_is_sealed_once() -> None:
    assert (seal_ledger(), chain.count_unsealed(), chain.find_broken_seal()) == (0, 0, None)


@pytest.mark.usefixtures("claim_id")
@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entries set amount = 301 where number = 1",
        "update ledger_entries set happened_on = '2020-01-01' where number = 1",
        "update ledger_entry_details set reason = 'Something else'",
        "update ledger_seals set hash = '0' where number = 1",
    ],
)
def test_tampering_is_found(app: Flask, statement: str) -> None:
    tamper(statement)
    assert chain.find_broken_seal() in (1, 2)
    run = app.test_cli_runner().invoke(args=["brokerage", "verify-ledger"])
    assert (run.exit_code, "tampered with" in run.output) == (1, True)


def test_what_the_chain_does_not_see_the_balances_do(source: LedgerSource, hours: Measure) -> None:
    claim = make_confirmed(source, hours)
    tamper("delete from ledger_entry_details")
    tamper("delete from ledger_entries")
    assert chain.list_wrong_claims() == [claim.id]
    tamper("update ledger_sources set claimed = 0")
    assert chain.list_wrong_sources() == [source.id]


def test_erasing_who_and_why_leaves_the_chain_whole(app: Flask, claim_id: int, host: User) -> None:
    erase_entry_details(host.id)
    assert [line.details for line in list_entries(claim_id)] == [None, None]
    assert chain.find_broken_seal() is None
    run = app.test_cli_runner().invoke(args=["brokerage", "verify-ledger"])
    assert "as it was written" in run.output
