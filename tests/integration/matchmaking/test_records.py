"""A ranking is recorded with all that gave it, and comes out the same when it is repeated."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking import tasks
from brokerage.matchmaking.models import Category, Decision, ProfileVersion, RecordedRanking
from brokerage.matchmaking.queries.ranking import get_index, get_matcher
from brokerage.matchmaking.queries.records import (
    find_shown,
    get_recorded_ranking,
    get_repeated_ranking,
    list_decisions,
    list_shown,
)
from brokerage.matchmaking.rules import unpack_ids
from brokerage.matchmaking.service import mark_changed
from brokerage.matchmaking.service.records import record_decision, record_ranking
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from matching.profile import Place, Seeker
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation

KIND = "organisation"
BREAD = ("cpv", "15800000", "Bread and cakes", "bakery;sandwiches")
GARDENS = ("cpv", "77300000", "Gardens", "hedges")
SEEKER = Seeker(
    text="bread and cakes for a school",
    evidence=("oxford-living-wage", "disability-confident"),
    place=Place(453_000.5, 205_000.25),
    place_label="the school",
)


@pytest.fixture(autouse=True)
def fresh_indexes(app: Flask, db_session: Session) -> Iterator[None]:
    """Forget what other tests' rows were, and what these are."""
    app.extensions.pop("match_indexes", None)
    yield
    app.extensions.pop("match_indexes", None)


@pytest.fixture
def user(db_session: Session) -> User:
    """Return the person who looks for bread."""
    return make_user(name="Bashir Colebrook", email="bashir@example.org")


@pytest.fixture
def actor(user: User) -> Subject:
    """Return that person as one who asks."""
    return Subject(user_id=user.id, name=user.name)


@pytest.fixture
def bakeries(db_session: Session) -> list[Organisation]:
    """Add categories and five bakeries, of which some show evidence."""
    for scheme, code, label, words in (BREAD, GARDENS):
        db_session.add(
            Category(
                scheme=scheme, code=code, label=label, words=words, level="group", source="seed"
            )
        )
    found = [make_organisation(easting=450_000 + 700 * n, serves_miles=20) for n in range(5)]
    today = found[0].created_at.date()
    for bakery, kind, verified_on in (
        (found[0], "oxford-living-wage", today),
        (found[1], "oxford-living-wage", None),
        (found[2], "registration", today),
    ):
        db_session.add(
            Evidence(organisation_id=bakery.id, kind=kind, stated_on=today, verified_on=verified_on)
        )
    db_session.flush()
    return found


def record(actor, seeker=SEEKER, **changed):
    wanted = {"weights": {"place": 0.0}, "tie_seed": 7, "purpose_id": 3} | changed
    made = record_ranking(actor, kind=KIND, purpose_kind="brief", seeker=seeker, **wanted)
    db.session.commit()
    return made


def as_shown(matches):
    return [
        (
            match.id,
            match.score,
            [(part.name, part.value, part.sentence) for part in match.parts],
            match.reasons,
            match.missing,
            match.distance_m,
        )
        for match in matches
    ]


def as_listed(rows):
    return [
        (
            row.candidate_id,
            row.score,
            [(part.name, part.value, part.sentence) for part in row.parts],
            row.reasons,
            row.missing,
            row.distance_m,
        )
        for row in rows
    ]


def count_versions():
    return db.session.scalar(select(func.count(ProfileVersion.id)))


def change(kind, object_id):
    db.session.flush()
    mark_changed(kind, object_id)
    db.session.commit()


def test_what_was_shown_is_what_the_matcher_said(actor, bakeries):
    made = record(actor)
    said = get_matcher(KIND).rank(SEEKER, limit=200, tie_seed=7, weights={"place": 0.0})
    rows = list_shown(made.id)
    assert as_listed(rows) == as_shown(said.matches)
    assert [row.rank for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0].candidate_id == bakeries[0].id
    assert {part.name for part in rows[0].parts} == {"words", "order", "evidence"}
    assert made.total == said.total == 5
    assert find_shown(made.id, bakeries[1].id) in rows
    assert find_shown(made.id, 999_999) is None


def test_a_record_holds_all_that_gave_it(actor, user, bakeries):
    made = record(actor)
    kept = get_recorded_ranking(made.id)
    assert (kept.kind, kept.purpose_kind, kept.purpose_id) == (KIND, "brief", 3)
    assert (kept.tie_seed, kept.made_by_id, len(kept.generation)) == (7, user.id, 64)
    assert kept.weights["place"] == 0
    assert kept.weights["words"] > 0
    assert kept.field_weights["name"] > 0
    assert len(unpack_ids(kept.versions)) == len(bakeries) + 1
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "matchmaking:ranking:record")
    ).all()
    assert [(each.actor_id, each.object_id) for each in events] == [(user.id, made.id)]


def test_it_repeats_exactly_after_everything_has_changed(actor, bakeries, db_session):
    made = record(actor)
    shown = as_listed(list_shown(made.id))
    first, second, third, *_ = bakeries
    first.description = "We mend bicycles."
    second.status = Status.WITHDRAWN
    third.easting, third.serves_miles = 400_000, None
    db_session.execute(delete(Evidence))
    newcomer = make_organisation(description="Bread and cakes for every school, bread and cakes.")
    db_session.get(Category, ("cpv", "15800000")).words = "nothing;of;the;kind"
    change("category", 0)
    for each in (first, second, third, newcomer):
        change(KIND, each.id)
    now = record(actor)
    assert as_listed(list_shown(now.id)) != shown
    for _ in range(2):
        repeated = get_repeated_ranking(made.id)
        assert as_shown(repeated.matches) == shown
        assert repeated.total == made.total
    assert list(repeated.widen) == get_recorded_ranking(made.id).widen
    assert as_shown(get_repeated_ranking(now.id).matches) == as_listed(list_shown(now.id))


@pytest.mark.parametrize("limit", [0, 2, 200])
def test_ties_and_the_length_of_the_list_are_repeated_too(actor, db_session, limit):
    for _ in range(8):
        make_organisation(name="Twin Bakery")
    made = record(actor, Seeker(text="bread"), limit=limit, tie_seed=20_261_122)
    rows = list_shown(made.id)
    assert len(rows) == min(limit, 8)
    assert as_shown(get_repeated_ranking(made.id).matches) == as_listed(rows)


@pytest.mark.usefixtures("db_session")
def test_where_nothing_fits_the_advice_is_kept(actor):
    made = record(actor, Seeker(text="zeppelins"))
    assert (made.total, list_shown(made.id)) == (0, [])
    assert made.widen
    assert list(get_repeated_ranking(made.id).widen) == made.widen


def test_the_same_profiles_give_the_same_generation_and_are_stored_once(actor, bakeries):
    first, second = record(actor), record(actor, replace(SEEKER, text="cakes"))
    assert first.generation == second.generation
    assert count_versions() == len(bakeries) + 1
    bakeries[0].description = "Bread, cakes and pies."
    change(KIND, bakeries[0].id)
    third = record(actor)
    assert third.generation != first.generation
    assert count_versions() == len(bakeries) + 2
    bakeries[0].description = "We bake bread and cakes for cafés and offices. Nothing is wasted."
    change(KIND, bakeries[0].id)
    assert record(actor).generation == first.generation
    assert count_versions() == len(bakeries) + 2


@pytest.mark.usefixtures("bakeries")
def test_another_process_stores_nothing_twice(app, actor):
    first = record(actor)
    app.extensions.pop("match_indexes")
    second = record(actor)
    assert first.generation == second.generation
    assert first.versions == second.versions


@pytest.mark.usefixtures("bakeries")
def test_what_another_process_stored_meanwhile_is_used(actor):
    first = record(actor)
    known = get_index(KIND).versions
    known.forget()
    found = known.find_stored()
    known.forget()
    known.find_stored = lambda: dict(list(found.items())[-1:])
    assert record(actor).versions == first.versions


def test_what_was_rolled_back_is_not_counted_on(actor, bakeries, db_session):
    record(actor, Seeker(text="hedges"))
    bakeries[0].description = "Bread, cakes and pies."
    change(KIND, bakeries[0].id)
    wanted = {"weights": {}, "tie_seed": 7, "purpose_kind": "brief", "purpose_id": 3}
    record_ranking(actor, kind=KIND, seeker=SEEKER, **wanted)
    db_session.rollback()
    made = record(actor)
    assert as_shown(get_repeated_ranking(made.id).matches) == as_listed(list_shown(made.id))


@pytest.mark.usefixtures("bakeries")
def test_a_database_put_back_to_before_is_noticed(actor, db_session):
    record(actor)
    record(actor)
    for table in (Decision, RecordedRanking, ProfileVersion):
        db_session.execute(delete(table))
    db_session.commit()
    made = record(actor)
    assert as_shown(get_repeated_ranking(made.id).matches) == as_listed(list_shown(made.id))


@pytest.mark.usefixtures("bakeries")
def test_versions_that_were_tampered_with_are_refused(actor, db_session):
    made = record(actor)
    version = db_session.scalars(
        select(ProfileVersion).where(ProfileVersion.kind == KIND).order_by(ProfileVersion.id)
    ).first()
    version.content = version.content | {"name": "Somebody Else"}
    db_session.commit()
    with pytest.raises(ValueError, match="not those that were ranked"):
        get_repeated_ranking(made.id)


def test_decisions_are_kept_with_the_rank_they_were_made_at(actor, user, bakeries):
    made = record(actor)
    third = list_shown(made.id)[2]
    record_decision(actor, made.id, third.candidate_id, "shortlisted")
    record_decision(actor, made.id, third.candidate_id, "declined", "price")
    record_decision(actor, made.id, 999_999, "enquired")
    db.session.commit()
    elsewhere = record(actor, purpose_id=4)
    record_decision(actor, elsewhere.id, third.candidate_id, "chosen")
    found = list_decisions("brief", 3)
    assert [(each.verb, each.rank, each.reason) for each in found] == [
        ("shortlisted", 3, ""),
        ("declined", 3, "price"),
        ("enquired", None, ""),
    ]
    assert {each.decided_by_id for each in found} == {user.id}
    assert found[0].score == third.score
    events = db.session.scalars(
        select(AuditEvent.object_id).where(AuditEvent.action == "matchmaking:decision:record")
    ).all()
    assert events == [made.id, made.id, made.id, elsewhere.id]


@pytest.mark.usefixtures("bakeries")
@pytest.mark.parametrize("verb", ["shown", "praised"])
def test_only_what_can_be_decided_is_recorded(actor, verb):
    made = record(actor)
    with pytest.raises(ValueError, match=r"shows|praised"):
        record_decision(actor, made.id, 1, verb)


@pytest.mark.usefixtures("db_session")
def test_a_ranking_that_is_not_there_is_not_found():
    with pytest.raises(NotFoundError):
        get_recorded_ranking(999_999)
    with pytest.raises(NotFoundError):
        get_repeated_ranking(999_999)


def test_what_a_first_ranking_would_store_is_stored_before_it(
    bakeries, actor, db_session, monkeypatch
):
    count = select(func.count()).select_from(ProfileVersion)
    tasks.keep_versions()
    assert db_session.scalar(count) == 0  # few: the ranking itself stores them in a moment
    monkeypatch.setattr(tasks, "BACKLOG", 2)
    monkeypatch.setattr(tasks, "STORED_AT_ONCE", 2)
    tasks.keep_versions()
    assert db_session.scalar(count) == 1 + len(bakeries)
    made = record(actor)
    assert db_session.scalar(count) == 1 + len(bakeries)
    assert as_shown(get_repeated_ranking(made.id).matches) == as_listed(list_shown(made.id))
    again = record(actor)
    assert again.versions == made.versions
    tasks.keep_versions()
    assert db_session.scalar(count) == 1 + len(bakeries)


def test_a_changed_profile_takes_its_own_place_among_the_versions(bakeries, actor):
    first, same = record(actor), record(actor)
    bakeries[1].description = "We bake rye bread for schools."
    mark_changed(KIND, bakeries[1].id)
    db.session.commit()
    changed = record(actor)
    assert same.versions == first.versions
    before, after = unpack_ids(first.versions), unpack_ids(changed.versions)
    assert [one == other for one, other in zip(before, after, strict=True)].count(False) == 1
    assert as_shown(get_repeated_ranking(changed.id).matches) == as_listed(list_shown(changed.id))
    assert as_shown(get_repeated_ranking(first.id).matches) == as_listed(list_shown(first.id))
