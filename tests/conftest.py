"""What every test has: the run's folder, its databases, the levels of proof."""

from pathlib import Path

import hypothesis
import pytest

from tests.support import run_folder, template_recorder
from tests.support.postgres import Postgres
from tests.support.proof import EVERYDAY_JOURNEYS, IS_LONG, IS_REST

pytest_plugins = ["tests.support.fixtures"]

FOLDER_OF_TESTS = Path(__file__).resolve().parent

hypothesis.settings.register_profile(
    "everyday", max_examples=50, deadline=None, derandomize=True, database=None
)
hypothesis.settings.register_profile(
    "long", max_examples=2000, deadline=None, print_blob=True, database=None
)
hypothesis.settings.load_profile("long" if IS_LONG else "everyday")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that this run's workers share."""
    run_folder.make(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Tell a worker where the run's folder is."""
    node.workerinput["run_folder"] = str(node.config.stash[run_folder.FOLDER])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error: object) -> None:
    """Collect what a worker's templates were."""
    template_recorder.loaded.update(getattr(node, "workeroutput", {}).get("templates", ()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by folder and engine, leave out what is another run's, order the rest.

    The slowest files begin, so that no worker is left alone with one at the end.
    """
    for item in items:
        if (FOLDER_OF_TESTS / "journeys") in item.path.parents:
            item.add_marker("browser")
        if getattr(item, "callspec", None) and "postgresql" in item.callspec.params.values():
            item.add_marker("postgres")
    if not IS_LONG:
        config.hook.pytest_deselected(items=[item for item in items if not _is_todays(item)])
        items[:] = [item for item in items if _is_todays(item)]
    items.sort(key=lambda item: not item.get_closest_marker("browser"))


def _is_todays(item: pytest.Item) -> bool:
    """Leave the long proofs to `make check-all`, and what is not every day's to `make test-rest`.

    What runs on both engines inside one connection that is rolled back has its turn on
    PostgreSQL there; races, which an engine's locks decide, run on both every day.
    """
    if item.get_closest_marker("long"):
        return False
    is_repeated = item.get_closest_marker("postgres") and "connection" in item.fixturenames
    is_other = item.get_closest_marker("browser") and item.path.stem not in EVERYDAY_JOURNEYS
    return bool(is_repeated or is_other) == IS_REST


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand templates to the controller; there, judge them and clear the run away."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["templates"] = sorted(template_recorder.loaded)
        return
    if template_recorder.is_judged(config, exitstatus) and template_recorder.never_loaded():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, exitstatus: int, config: pytest.Config) -> None:
    """Name the templates that a whole run never rendered."""
    if not template_recorder.is_judged(config, exitstatus):
        return
    for name in template_recorder.never_loaded():
        terminalreporter.write_line(f"FAILED templates/{name}: no test rendered it", red=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's PostgreSQL and remove the run's folder."""
    if not hasattr(config, "workerinput"):
        folder = config.stash[run_folder.FOLDER]
        Postgres(folder).stop()
        run_folder.remove(folder)
