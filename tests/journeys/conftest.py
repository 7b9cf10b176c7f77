"""Journeys drive a real browser through user stories on a site that really listens."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from playwright.sync_api import Browser, sync_playwright

from brokerage.seeding.service import load_demonstration
from brokerage.web.layout import today
from tests.journeys.support.browser import launch
from tests.journeys.support.county import load_county
from tests.journeys.support.site import Site, serve
from tests.journeys.support.verdicts import Verdicts
from tests.journeys.support.visitor import DESKTOP, PLAIN_PHONE, Device, Visitor, visitor
from tests.support import run_folder
from tests.support.databases import Databases


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the worker's one browser."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def site(
    databases: Databases, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Return an ordinary site where nobody has signed up yet, on a database of its own."""
    name = f"{worker_name}_site"
    url = databases.make("sqlite", name)
    with serve(url, tmp_path_factory.mktemp("site")) as served:
        load_county(served.app)
        yield served
    databases.drop("sqlite", name)


@pytest.fixture(scope="session")
def demonstration(
    databases: Databases, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Return the demonstration's site with all its people; its visitors come one after another."""
    url = databases.make("sqlite", f"{worker_name}_demonstration")
    folder = tmp_path_factory.mktemp("demonstration")
    with serve(url, folder, is_demonstration=True) as served:
        load_county(served.app)
        with served.arranging():
            load_demonstration(today())
        yield served


@pytest.fixture(params=(PLAIN_PHONE, pytest.param(DESKTOP, marks=pytest.mark.long)), ids=str)
def device(request: pytest.FixtureRequest) -> Device:
    """Return a phone without scripts, the harder of the two, and in the long run a desktop with.

    The doors ask for more: every day at least one is walked on each of the two.
    """
    return request.param


@pytest.fixture(scope="session")
def verdicts(pytestconfig: pytest.Config) -> Verdicts:
    """Return what axe has found faultless so far in this run, in any worker."""
    return Verdicts(pytestconfig.stash[run_folder.FOLDER])


@pytest.fixture
def new_visitor(
    request: pytest.FixtureRequest, browser: Browser, device: Device, verdicts: Verdicts
) -> Iterator[Callable[..., Visitor]]:
    """Return a function that seats a person, with a browser of their own, before a site.

    Its arguments: the site, and who it is, for the names of the pictures (else a number).
    """
    journey = request.function.__name__.removeprefix("test_")
    numbers = count(1)
    with ExitStack() as stack:

        def seat(at: Site, who: str = "") -> Visitor:
            name = f"{device}-person{next(numbers)}-{who}".removesuffix("-")
            pictures = f"{journey}/{name}"
            return stack.enter_context(visitor(browser, at.base_url, device, verdicts, pictures))

        yield seat
