"""SQLite under one process: writers wait at their start, and a refused commit locks nobody out."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from brokerage import extensions


@pytest.fixture
def engine(tmp_path, monkeypatch):
    monkeypatch.setattr(extensions, "SQLITE_BUSY_SECONDS", 0.1)
    monkeypatch.setattr(extensions, "FIRST_SQLITE_WITH_SAFE_WAL", (99,))
    made = extensions._make_engine(f"sqlite:///{tmp_path / 'locks.sqlite'}")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE things (id INTEGER)"))
    yield made
    made.dispose()


def write(engine) -> None:
    with engine.connect().execution_options(begins_immediate=True) as connection:
        connection.execute(text("INSERT INTO things VALUES (1)"))
        connection.commit()


def test_a_commit_refused_by_a_reader_leaves_no_lock_behind(engine):
    with engine.connect() as reader:
        reader.execute(text("SELECT * FROM things")).fetchone()
        with pytest.raises(OperationalError, match="locked"):
            write(engine)
    write(engine)
    with engine.connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM things")).scalar() == 1


def test_a_second_writer_is_refused_at_its_start_not_half_way(engine):
    with engine.connect().execution_options(begins_immediate=True) as first:
        first.execute(text("INSERT INTO things VALUES (1)"))
        with pytest.raises(OperationalError, match=r"locked[\s\S]*BEGIN IMMEDIATE"):
            write(engine)
        first.commit()
    write(engine)
