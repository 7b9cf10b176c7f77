"""No request waits for an index that is built again, and no process for its restart."""

import os
import subprocess
import sys
import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from brokerage.extensions import db
from brokerage.matchmaking import tasks
from brokerage.matchmaking.profiles import Profile, Seeker
from brokerage.matchmaking.queries import ranking
from brokerage.matchmaking.queries.ranking import LiveIndex, get_index, get_matcher
from brokerage.matchmaking.service import mark_changed
from brokerage.matchmaking.service.categories import CategoryRow, save_categories
from brokerage.matchmaking.service.weights import adopt_weights
from brokerage.organisations.models import OrganisationCategory
from brokerage.permissions import Subject
from matching.scoring import DEFAULT_WEIGHTS
from tests.factories.accounts import make_user
from tests.factories.matchmaking import LEARNED, make_learned_weights
from tests.factories.organisations import make_organisation

KIND = "organisation"
Ids = Collection[int] | None
ROOT = Path(__file__).resolve().parents[3]
CODE = "45300000"
SLANG = Seeker(text="sparky")
ELSEWHERE = """
import sys
from pathlib import Path
from brokerage.extensions import db
from brokerage.matchmaking import tasks
from brokerage.matchmaking.queries.ranking import get_index
from tests.integration.matchmaking.test_live_index import add_slang
from tests.support.apps import make_app

app = make_app(sys.argv[1], Path(sys.argv[2]))
with app.app_context():
    get_index("organisation").matcher()
    db.end_read()
    if sys.argv[3] == "slang":
        add_slang("electrics;sparky")
    tasks.index_for_lists()
"""


def add_slang(words: str) -> None:
    row = CategoryRow(code=CODE, level="group", label="Wiring", group_label=None, words=words)
    save_categories("cpv", [row])
    db.session.commit()


@pytest.fixture
def app(committed_app: Flask) -> Iterator[Flask]:
    """Return an app whose commits are real, for other threads and processes to see."""
    with committed_app.app_context():
        add_slang("electrics")
        wires = make_organisation(name="Wires and Co", description="We do wires.")
        db.session.add(OrganisationCategory(organisation_id=wires.id, code=CODE))
        make_organisation(name="Bread and Co", description="We bake.")
        db.session.commit()
        yield committed_app


@pytest.fixture
def index(app: Flask) -> LiveIndex:
    tasks.warm_up()
    return get_index(KIND)


def found(seeker: Seeker = SLANG) -> list[str]:
    matcher = get_matcher(KIND)
    names = {each.id: each.name for each in matcher.profiles()}
    return [names[match.id] for match in matcher.rank(seeker).matches]


def change(organisation_id: int) -> None:
    db.session.commit()
    mark_changed(KIND, organisation_id)
    db.session.commit()


def count_builds(index: LiveIndex, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Note each time that all profiles are read, which is what a build begins with."""
    builds: list[object] = []
    list_profiles = index.source.list_profiles

    def listed(ids: Ids) -> Iterable[Profile]:
        if ids is None:
            builds.append(threading.current_thread().name)
        return list_profiles(ids)

    monkeypatch.setattr(index, "source", replace(index.source, list_profiles=listed))
    return builds


def use_weights() -> None:
    user = make_user(name="Ada Ministrator", is_administrator=True)
    adopt_weights(Subject(user_id=user.id, is_administrator=True), make_learned_weights())
    db.session.commit()


def test_other_weights_need_no_other_index(
    index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, builds = get_matcher(KIND), count_builds(index, monkeypatch)
    base = before.snapshot_.base
    use_weights()
    after = get_matcher(KIND)
    assert after.weights_ == LEARNED
    assert after.snapshot_.base is base
    assert before.weights_ == DEFAULT_WEIGHTS  # who ranks with it now ends as they began
    assert builds == []
    change(make_organisation(name="Late Wires", description="Late but sparky.").id)
    assert found() == ["Late Wires"]
    assert get_matcher(KIND).weights_ == LEARNED


def test_queries_answer_by_the_former_index_until_a_job_has_built_for_other_lists(
    index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found() == []
    builds = count_builds(index, monkeypatch)
    add_slang("electrics;sparky")
    assert tasks.has_other_lists()
    assert found() == []
    assert builds == []
    tasks.index_for_lists()
    assert found() == ["Wires and Co"]
    assert len(builds) == 1
    assert not tasks.has_other_lists()
    assert found() == ["Wires and Co"]
    assert len(builds) == 1


def test_nobody_waits_while_it_is_built(
    app: Flask, index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    list_profiles = index.source.list_profiles

    def slowly(ids: Ids) -> list[Profile]:
        if ids is None:
            begun.set()
            assert go_on.wait(30)
        return list(list_profiles(ids))

    monkeypatch.setattr(index, "source", replace(index.source, list_profiles=slowly))
    monkeypatch.setattr(ranking, "PATIENCE", timedelta(0))  # whoever has to wait is refused
    add_slang("electrics;sparky")

    def build() -> None:
        with app.app_context():
            tasks.index_for_lists()

    builder = threading.Thread(target=build)
    builder.start()
    assert begun.wait(30)
    assert found() == []
    assert found(Seeker(text="wires")) == ["Wires and Co"]
    go_on.set()
    builder.join()
    assert found() == ["Wires and Co"]


def elsewhere(app: Flask, what: str) -> None:
    """Let another process with the same database and data folder do its jobs."""
    config = app.extensions["config"]
    command = [sys.executable, "-c", ELSEWHERE, config.database_url, str(config.data_folder), what]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603  # our own interpreter and script
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def open_what_is_there(index: LiveIndex) -> None:
    get_matcher(KIND)
    assert index.opener is not None
    index.opener.join()


def test_what_another_process_has_built_is_taken_up(
    app: Flask, index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "LOOK_EVERY", timedelta(0))
    builds = count_builds(index, monkeypatch)
    elsewhere(app, "slang")
    open_what_is_there(index)
    late = make_organisation(name="Late Wires", description="Late but sparky.")
    change(late.id)
    assert sorted(found()) == ["Late Wires", "Wires and Co"]
    matcher = get_matcher(KIND)
    assert type(matcher.snapshot_.base.profiles).__name__ == "StoredProfiles"
    assert builds == []


def test_it_is_looked_for_once_a_second_at_most(
    app: Flask, index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    find_on_disk = index._find_on_disk
    monkeypatch.setattr(index, "_find_on_disk", lambda: looks.append(1) or find_on_disk())
    monkeypatch.setattr(ranking, "LOOK_EVERY", timedelta(hours=1))
    for _ in range(5):
        get_matcher(KIND)
    assert looks == []
    monkeypatch.setattr(ranking, "LOOK_EVERY", timedelta(0))
    get_matcher(KIND)
    assert looks == [1]
    assert index.opener is None


def test_a_base_that_does_not_fit_is_not_taken_up(
    app: Flask, index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "LOOK_EVERY", timedelta(0))
    elsewhere(app, "as it is")
    add_slang("electrics;sparky")  # the lists have moved on since
    before = get_matcher(KIND).snapshot_.base
    open_what_is_there(index)
    assert get_matcher(KIND).snapshot_.base is before
    tasks.index_for_lists()
    assert found() == ["Wires and Co"]


def test_what_this_process_has_written_is_not_opened_again(
    app: Flask, index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "LOOK_EVERY", timedelta(0))
    tasks.keep_indexes()
    get_matcher(KIND)
    assert index.opener is None


def test_the_first_index_is_waited_for_by_no_job(app: Flask) -> None:
    assert not tasks.has_other_lists()
    tasks.warm_up()
    assert tasks.has_other_lists()
