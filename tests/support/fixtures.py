"""The fixtures of every test that needs the app: database, app, session, clients, mail.

Each test gets an app whose sessions all run inside one connection that is rolled back at the
end, so tests leave nothing behind and never wait for one another.
"""

import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from brokerage.extensions import db
from tests.support import run_folder
from tests.support.apps import make_app
from tests.support.databases import Databases
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.sign_in import sign_in


@pytest.fixture
def engine_name() -> str:
    """Name the engine a test runs on: SQLite, unless a folder's conftest asks for both."""
    return "sqlite"


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """Hand out migrated databases on either engine."""
    return Databases(pytestconfig.stash[run_folder.FOLDER])


@pytest.fixture(scope="session")
def worker_name(pytestconfig: pytest.Config) -> str:
    """Name this test process; a part of the names of what it makes for itself."""
    return run_folder.worker_name(pytestconfig)


@pytest.fixture(scope="session")
def app_on(
    databases: Databases, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Flask]]:
    """Return the worker's app on an engine; made once, since making one takes a moment."""
    apps: dict[str, Flask] = {}

    def get(engine_name: str) -> Flask:
        if engine_name not in apps:
            url = databases.make(engine_name, worker_name)
            apps[engine_name] = make_app(url, tmp_path_factory.mktemp(engine_name))
        return apps[engine_name]

    yield get
    for app in apps.values():
        db.engine(app).dispose()


@pytest.fixture
def connection(app_on: Callable[[str], Flask], engine_name: str) -> Iterator[Connection]:
    """Return the one connection of this test; all it did is rolled back at the end."""
    with db.engine(app_on(engine_name)).connect() as opened:
        transaction = opened.begin()
        db.bind_for_tests(opened)
        try:
            yield opened
        finally:
            db.bind_for_tests(None)
            transaction.rollback()
            forget_kept_indexes(app_on(engine_name))  # of rows that are gone


@pytest.fixture
def app(app_on: Callable[[str], Flask], engine_name: str, connection: Connection) -> Flask:
    """Return the app, every session of which runs inside the test's connection."""
    return app_on(engine_name)


@pytest.fixture
def db_session(app: Flask) -> Iterator[Session]:
    """Return the session of an app context that is open during the test.

    Services and queries may be called directly; a request commits what was done before it
    and reads afresh after it, as another visitor's would.
    """
    with app.app_context():
        yield db.session


@pytest.fixture
def fresh_index(app: Flask) -> Iterator[None]:
    """Forget what other tests have indexed, and what this one does: the rows are gone."""
    app.extensions.pop("match_indexes", None)
    yield
    app.extensions.pop("match_indexes", None)


def forget_kept_indexes(app: Flask) -> None:
    """Remove what a test has written of its indexes, or the next one would begin from it."""
    shutil.rmtree(app.extensions["config"].data_folder / "match-index", ignore_errors=True)


@pytest.fixture
def client(app: Flask) -> InspectingClient:
    """Return a visitor who has not signed in and who inspects every page fetched."""
    return app.test_client()


@pytest.fixture
def sign_in_as(app: Flask) -> Callable[..., InspectingClient]:
    """Return a function that gives a user's own signed-in client."""

    def give(user: object) -> InspectingClient:
        return sign_in(app.test_client(), user)

    return give


@pytest.fixture
def outbox(db_session: Session) -> Outbox:
    """Return the mail decided on in this test (tests.support.outbox)."""
    return Outbox()


@pytest.fixture(scope="session")
def committing_app_on(
    databases: Databases, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Flask]:
    """Return the worker's app on an engine whose database each test gets anew.

    The app is made once: its addresses take most of a second to compile.
    """
    apps: dict[str, Flask] = {}

    def get(engine_name: str) -> Flask:
        url = databases.make(engine_name, f"{worker_name}_committed")
        if engine_name not in apps:
            apps[engine_name] = make_app(url, tmp_path_factory.mktemp("committed"))
        return apps[engine_name]

    return get


@pytest.fixture
def committed_app(
    committing_app_on: Callable[[str], Flask],
    databases: Databases,
    worker_name: str,
    engine_name: str,
) -> Iterator[Flask]:
    """Return an app on a database of its own where commits are real: for races and crashes."""
    app = committing_app_on(engine_name)
    try:
        yield app
    finally:
        db.engine(app).dispose()
        databases.drop(engine_name, f"{worker_name}_committed")
        app.extensions.pop("match_indexes", None)
        forget_kept_indexes(app)
