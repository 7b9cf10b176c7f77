"""Finds the browser of this machine; nothing is ever downloaded during a run."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowserError(RuntimeError):
    """There is no browser; the message says what to install."""


def find_browser() -> str:
    """Return the path of Chromium or Chrome (BROKERAGE_BROWSER names another)."""
    named = os.environ.get("BROKERAGE_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and MAC.exists():
        found = str(MAC)
    if found is None:
        raise NoBrowserError(
            "The browser tests need Chromium: apt-get install chromium (or install Google Chrome)"
        )
    return found


def launch(playwright: Playwright) -> Browser:
    """Start the browser without a window."""
    return playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
