"""Sentence vectors and the base on disk: made after a change, read again by the next process."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.extensions import Database
from brokerage.matchmaking import tasks
from brokerage.matchmaking.models import MatchChange, MatchVector
from brokerage.matchmaking.profiles import Seeker
from brokerage.matchmaking.queries.ranking import get_index, get_matcher, list_unready_kinds
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from matching.semantic import load_encoder
from tests.factories.organisations import make_organisation

KIND = "organisation"
ELSEWHERE = Seeker(text="somebody to look after lonely pensioners")


@pytest.fixture(autouse=True)
def encoder(app: Flask, db_session: Session) -> Iterator[None]:
    """Give the app the real encoder, and indexes of its own."""
    before = app.extensions.get("encoder")
    app.extensions["encoder"] = load_encoder()
    for name in ("match_indexes", "understanding"):
        app.extensions.pop(name, None)
    yield
    app.extensions["encoder"] = before
    for name in ("match_indexes", "understanding"):
        app.extensions.pop(name, None)


@pytest.fixture
def befriender(db_session: Session) -> Organisation:
    """Return a body that says in other words what `ELSEWHERE` asks for."""
    others = ("We repair bicycles.", "Vegetable boxes every week.", "Web sites and logos.")
    for number, text in enumerate(others):
        make_organisation(name=f"Other {number}", summary=text, description=text)
    return make_organisation(
        name="Teatime",
        summary="A weekly visit and company for older people who live alone.",
        description="A weekly visit and company for older people who live alone.",
    )


def change(db_session: Session, organisation: Organisation) -> None:
    db_session.flush()
    mark_changed(KIND, organisation.id)


def mark_all(db_session: Session) -> None:
    for object_id in db_session.scalars(select(Organisation.id)):
        mark_changed(KIND, object_id)


def embed_all() -> None:
    while tasks.has_unembedded():
        tasks.embed_changed()


def found() -> list[int]:
    return [match.id for match in get_matcher(KIND).rank(ELSEWHERE).matches]


def test_what_says_it_in_other_words_is_found_once_it_was_read(befriender, db_session):
    assert found() == []
    mark_all(db_session)
    embed_all()
    (match,) = get_matcher(KIND).rank(ELSEWHERE).matches
    assert match.id == befriender.id
    assert any("A weekly visit and company for older people" in said for said in match.reasons)
    assert not tasks.has_unembedded()


def test_a_changed_text_gets_other_vectors_and_one_that_is_gone_has_none(befriender, db_session):
    mark_all(db_session)
    embed_all()
    before = db_session.get(MatchVector, (KIND, befriender.id)).vectors
    befriender.summary = befriender.description = "Scaffolding for tall buildings."
    change(db_session, befriender)
    assert tasks.has_unembedded()
    assert found() == []  # the vectors of what it said before are not used
    embed_all()
    row = db_session.get(MatchVector, (KIND, befriender.id))
    assert row.vectors != before
    befriender.status = Status.DECLINED
    change(db_session, befriender)
    embed_all()
    assert (row.vectors, row.vector_count, row.digest) == (b"", 0, "")


def test_nothing_is_embedded_twice(befriender, db_session):
    mark_all(db_session)
    embed_all()
    changes = db_session.scalars(select(MatchChange.id)).all()
    change(db_session, befriender)
    embed_all()
    assert len(db_session.scalars(select(MatchChange.id)).all()) == len(changes) + 1


def test_the_next_process_begins_from_the_base_on_disk(app, befriender, db_session):
    mark_all(db_session)
    embed_all()
    assert get_index(KIND).keep()
    assert not get_index(KIND).keep()
    befriender.description = "Scaffolding for tall buildings."
    change(db_session, befriender)
    as_it_lived = get_matcher(KIND).rank(Seeker(text="scaffolding"))
    app.extensions.pop("match_indexes")
    assert KIND in list_unready_kinds()
    again = get_matcher(KIND)
    assert again.snapshot_.base.profiles.__class__.__name__ == "StoredProfiles"
    assert again.rank(Seeker(text="scaffolding")).matches == as_it_lived.matches
    assert [match.id for match in as_it_lived.matches] == [befriender.id]


def test_a_damaged_base_is_built_again(app, befriender, db_session):
    mark_all(db_session)
    get_index(KIND).keep()
    for path in get_index(KIND).folder.glob("generation-*/words.impacts.npy"):
        path.write_bytes(b"")
    app.extensions.pop("match_indexes")
    assert get_matcher(KIND).rank(Seeker(text="weekly visit")).total == 1


def test_a_base_of_another_database_is_not_taken(app, befriender, db_session):
    mark_all(db_session)
    get_index(KIND).keep()
    newest = db_session.scalars(select(MatchChange).order_by(MatchChange.id.desc())).first()
    newest.object_id += 1_000
    db_session.flush()
    app.extensions.pop("match_indexes")
    assert isinstance(get_matcher(KIND).snapshot_.base.profiles, list)


@pytest.mark.usefixtures("befriender")
def test_a_base_written_before_the_log_began_is_not_taken(app, db_session):
    get_index(KIND).keep()
    app.extensions.pop("match_indexes")
    later = make_organisation(description="Scaffolding for tall buildings.")
    found = get_matcher(KIND).rank(Seeker(text="scaffolding")).matches
    assert [match.id for match in found] == [later.id]


def test_looking_for_work_lets_go_of_the_database(app, befriender, db_session, monkeypatch):
    mark_all(db_session)
    ended = []
    end_read = Database.end_read
    monkeypatch.setattr(Database, "end_read", lambda self: (ended.append(1), end_read(self)))
    assert tasks.has_unembedded()
    assert ended  # else the claim of the job, a write of another session, waits for it in vain
