"""A person at a browser whose every page is examined: axe, width, console.

With BROKERAGE_PICTURES=1 each page examined leaves a picture in build/screenshots; one that
fails always does.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.journeys.support.verdicts import State, Verdicts

ROOT = Path(__file__).resolve().parents[3]
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SCREENSHOTS = ROOT / "build" / "screenshots"
TAKES_PICTURES = os.environ.get("BROKERAGE_PICTURES") == "1"
HEIGHT = 800
# Two browsers and a site share two cores: what is slow there is not yet wrong.
PATIENCE_MS = 30_000
# What nobody reads is not made: selectors, what passed, and the style sheets' own trees, which
# only an experimental rule asks for.
# An evaluation has no patience of its own: without the race, a stuck axe would hang the run.
AXE_RUN = """() => Promise.race([
    axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        reporter: "no-passes",
        resultTypes: ["violations"],
        selectors: false,
        preload: {assets: ["media"]},
    }),
    new Promise((_, refuse) => setTimeout(() => refuse(new Error("axe took 30 s")), 30000)),
])"""


@dataclass(frozen=True)
class Device:
    """How wide the window is, in CSS pixels, and whether scripts run."""

    width: int
    has_scripts: bool

    def __str__(self) -> str:
        return f"{self.width}-{'js' if self.has_scripts else 'no-js'}"


PHONE = Device(320, has_scripts=True)
PLAIN_PHONE = Device(320, has_scripts=False)
DESKTOP = Device(1280, has_scripts=True)
PLAIN_DESKTOP = Device(1280, has_scripts=False)
DEVICES = (PLAIN_PHONE, DESKTOP, PHONE, PLAIN_DESKTOP)


def every_device(*daily: Device) -> pytest.MarkDecorator:
    """Walk a journey at both widths and both ways of working; every day on these of the four."""
    params = [
        each if each in daily else pytest.param(each, marks=pytest.mark.long) for each in DEVICES
    ]
    return pytest.mark.parametrize("device", params, ids=str, indirect=True)


class Visitor:
    """Does what people do, by the words they see; each new page is examined before going on."""

    def __init__(
        self, page: Page, base_url: str, device: Device, verdicts: Verdicts, pictures: str
    ) -> None:
        self.page = page
        self.base_url = base_url
        self.device = device
        self.verdicts = verdicts
        self.pictures = pictures
        self.count = 0
        self.complaints: list[str] = []
        self._browser = page.context.new_cdp_session(page)
        self._let_scripts_run(device.has_scripts)
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))

    def visit(self, path: str, *, status: int = 200) -> None:
        """Open an address of the site, which must answer with this status."""
        answer = self.page.goto(f"{self.base_url}{path}")
        self._expect(answer, status, path)
        self.examine()

    def click(self, name: str) -> None:
        """Follow the link with this text: one in the page's own part before one of every page."""
        self._go_by("link", name)

    def press(self, name: str) -> None:
        """Press the button with this text, which leads to another page."""
        self._go_by("button", name)

    def fill(self, label: str, value: str) -> None:
        """Write into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(value)

    def choose(self, label: str) -> None:
        """Choose the radio button or tick the box with this label."""
        self.page.get_by_label(label, exact=True).check()

    def open_menu(self) -> None:
        """Open the site's menu where it folds away: on a phone, with scripts."""
        button = self.page.get_by_role("button", name="Menu", exact=True)
        if button.is_visible():
            button.click()

    def pick(self, label: str, option: str) -> None:
        """Pick an option of the list with this label."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    @property
    def heading(self) -> str:
        """The h1 of the page."""
        return self.page.locator("h1").inner_text().strip()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()

    def typed(self, label: str) -> str:
        """What is written in the field with this label."""
        return self.page.get_by_label(label, exact=True).input_value()

    def sees(self, *sentences: str) -> None:
        """Fail unless the page says each of these."""
        text = " ".join(self.text.split())
        missing = [sentence for sentence in sentences if sentence not in text]
        assert not missing, f"{self.page.url} does not say {missing}:\n{text}"

    def sees_errors(self, *sentences: str) -> None:
        """Fail unless the error summary says just these, and each leads to its field."""
        summary = self.page.locator(".govuk-error-summary")
        assert summary.locator("h2").inner_text() == "There is a problem"
        assert summary.locator("li").all_inner_texts() == list(sentences)
        for link in summary.get_by_role("link").all():
            field = (link.get_attribute("href") or "").removeprefix("#")
            assert self.page.locator(f"[id='{field}']").count() == 1, f"no field {field}"
        assert self.page.title().startswith("Error: ")

    def examine(self) -> None:
        """Fail for anything wrong with the page as it stands."""
        self.page.wait_for_load_state("load")
        self.count += 1
        state = State.of(self.page, self.base_url, f"{self.device}")
        found = [*self.complaints, *state.sideways]
        if not self.verdicts.is_clean(state):
            found += self._axe()
        self.complaints.clear()
        if found or TAKES_PICTURES:
            picture = self._take_picture()
            assert not found, f"{self.page.url} ({picture}):\n" + "\n".join(found)
        self.verdicts.mark_clean(state)

    def fits_into(self, width: int, height: int) -> None:
        """Fail if a window of that size would scroll sideways: 320 × 256 is 1280 at 400%."""
        usual = self.page.viewport_size
        assert usual is not None
        self.page.set_viewport_size({"width": width, "height": height})
        found = State.of(self.page, self.base_url, f"{self.device}").sideways
        self.page.set_viewport_size(usual)
        assert not found, f"{self.page.url} in {width} × {height}: {found}"

    def _go_by(self, role: Literal["link", "button"], name: str) -> None:
        in_main = self.page.locator("main").get_by_role(role, name=name, exact=True)
        found = in_main if in_main.count() else self.page.get_by_role(role, name=name, exact=True)
        # The navigation is awaited from before the click: else the old page could be examined.
        with self.page.expect_navigation():
            found.click()
        self.examine()

    def _hear(self, kind: str, text: str) -> None:
        # The browser reports a page's own 404 or 403 as an error too; statuses are checked apart.
        if kind in ("error", "warning") and "the server responded with a status of" not in text:
            self.complaints.append(f"console {kind}: {text}")

    def _take_picture(self) -> Path:
        picture = SCREENSHOTS / f"{self.pictures}-{self.count:02d}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=picture, full_page=True)
        return picture.relative_to(ROOT)

    def _axe(self) -> list[str]:
        # axe is a script too: it alone may run where the site's own never did.
        self._let_scripts_run(True)
        # Sent as a script, not as page.evaluate's eval: the browser compiles it once a person.
        self._browser.send("Runtime.evaluate", {"expression": AXE})
        violations = self.page.evaluate(AXE_RUN)["violations"]
        self._let_scripts_run(self.device.has_scripts)
        return [
            f"axe {each['id']} ({each['impact']}): {each['help']}: "
            + json.dumps([node["html"][:160] for node in each["nodes"][:3]])
            for each in violations
        ]

    def _let_scripts_run(self, may_run: bool) -> None:
        if not self.device.has_scripts:
            self._browser.send("Emulation.setScriptExecutionDisabled", {"value": not may_run})

    @staticmethod
    def _expect(answer: Response | None, status: int, path: str) -> None:
        found = answer.status if answer else None
        assert found == status, f"{path} answered {found}, not {status}"


@contextmanager
def visitor(
    browser: Browser, base_url: str, device: Device, verdicts: Verdicts, pictures: str
) -> Iterator[Visitor]:
    """Give a person with a fresh browser; what the console said last fails the journey too."""
    context = browser.new_context(
        viewport={"width": device.width, "height": HEIGHT},
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    person = Visitor(context.new_page(), base_url, device, verdicts, pictures)
    try:
        yield person
        assert not person.complaints, person.complaints
    finally:
        context.close()
