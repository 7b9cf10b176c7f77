"""What axe has found faultless already in this run, so that it judges no page twice.

axe's verdict follows from the document, what is typed and chosen in it, what has the focus,
the window, the medium and whether scripts run. All of these are in the key; only the one-time
token of each form and the port of the site are left out. A fault is never remembered.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from playwright.sync_api import Page

from tests.support.page import without_tokens

READ = """() => {
    const root = document.documentElement;
    const controls = [...document.querySelectorAll("input, select, textarea")]
        .filter(each => each.type !== "hidden");
    return {
        wide: root.scrollWidth,
        room: root.clientWidth,
        html: root.outerHTML,
        sight: [
            innerWidth, innerHeight, scrollX, scrollY, matchMedia("print").matches,
            [...document.querySelectorAll("*")].indexOf(document.activeElement),
            controls.map(each => [each.value, each.checked === true]),
        ],
    };
}"""


@dataclass(frozen=True)
class State:
    """A page as it stands before somebody: how wide it is, and a digest of all that shows."""

    wide: int
    room: int
    digest: str

    @classmethod
    def of(cls, page: Page, base_url: str, device: str) -> Self:
        """Read the page, which runs no script of the site's."""
        read = page.evaluate(READ)
        html = without_tokens(read["html"].replace(base_url, ""))
        key = json.dumps([device, read["sight"], html])
        return cls(read["wide"], read["room"], hashlib.sha256(key.encode()).hexdigest())

    @property
    def sideways(self) -> list[str]:
        """What is wrong with its width, if anything."""
        is_wide = self.wide > self.room
        return [f"scrolls sideways: {self.wide} px in {self.room} px"] if is_wide else []


class Verdicts:
    """The pages without fault, as empty files in the folder that the run's workers share."""

    def __init__(self, run_folder: Path) -> None:
        self.folder = run_folder / "faultless-pages"
        self.folder.mkdir(exist_ok=True)

    def is_clean(self, state: State) -> bool:
        """Say whether this very page was judged before."""
        return (self.folder / state.digest).exists()

    def mark_clean(self, state: State) -> None:
        """Remember that the page has no fault."""
        (self.folder / state.digest).touch()
