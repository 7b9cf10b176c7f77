"""The audit log: append-only, sealed, and erasable without breaking the chain."""

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from brokerage import audit
from brokerage.extensions import db, writes
from brokerage.permissions import Subject

ACTOR = Subject(user_id=5, name="Someone")


@writes
def record_three() -> None:
    for number in range(3):
        audit.record(ACTOR, "x:y:z", "thing", number, before={"n": None}, after={"n": number})


@pytest.fixture
def sealed(db_session):
    record_three()
    audit.seal_audit_log()
    db.session.commit()


def change(statement) -> None:
    """Change what the application never changes, past the triggers' guard where there is one."""
    db.session.execute(statement)


def test_an_intact_chain_verifies(sealed):
    assert audit.find_broken_seal() is None


def test_sealing_goes_on_where_it_stopped(sealed):
    record_three()
    assert audit.seal_audit_log() == 3
    assert audit.seal_audit_log() == 0
    assert audit.find_broken_seal() is None


def test_erasing_the_details_leaves_the_chain_whole(sealed):
    change(delete(audit.AuditDetails))
    assert audit.find_broken_seal() is None


def test_changed_details_are_found(sealed):
    change(update(audit.AuditDetails).where(audit.AuditDetails.event_id > 0).values(after={"n": 9}))
    db.session.expire_all()
    assert audit.find_broken_seal() == 1


@pytest.mark.parametrize("table", ["audit_events", "audit_seals"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_log(sealed, table, verb):
    column = "action = 'x'" if table == "audit_events" else "hash = 'x'"
    with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(verb.format(table, column)))


def test_a_seal_that_was_tampered_with_is_found(sealed):
    """Someone with the database in hand takes the trigger away and rewrites a line."""
    is_sqlite = db.engine().dialect.name == "sqlite"
    trigger = "audit_seals_no_update" if is_sqlite else "audit_seals_append_only ON audit_seals"
    db.session.execute(text(f"DROP TRIGGER {trigger}"))
    second = db.session.scalars(select(audit.AuditSeal).where(audit.AuditSeal.number == 2)).one()
    second.hash = "f" * 64
    db.session.flush()
    assert audit.find_broken_seal() == 2


def test_subscribers_are_called_in_the_same_transaction(app, db_session):
    told = []
    app.extensions["audit_subscribers"]["x:y:z"] = [told.append]
    try:
        record_three()
    finally:
        del app.extensions["audit_subscribers"]["x:y:z"]
    assert [each.object_id for each in told] == [0, 1, 2]
