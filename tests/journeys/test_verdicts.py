"""What axe is not asked again: only the very same page before the very same eyes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.support.verdicts import State, Verdicts

BASE = "http://127.0.0.1:1"
FORM = (
    '<input type="hidden" name="csrf_token" value="one"><label>Name <input name="n"></label>'
    f'<a href="{BASE}/x">Go</a>'
)


@pytest.mark.parametrize(
    ("change", "is_the_same"),
    [
        ("document.querySelector('[name=csrf_token]').setAttribute('value', 'two')", True),
        ("document.querySelector('[name=n]').value = 'Ada'", False),
        ("document.querySelector('[name=n]').focus()", False),
        ("document.body.append('More')", False),
        ("document.body.style.color = 'silver'", False),
    ],
)
def test_a_page_is_judged_again_once_anything_shows_differently(
    browser: Browser, tmp_path: Path, change: str, is_the_same: bool
) -> None:
    verdicts = Verdicts(tmp_path)
    page = browser.new_page()
    page.set_content(FORM)
    before = State.of(page, BASE, "320-js")
    assert not verdicts.is_clean(before)
    verdicts.mark_clean(before)
    page.evaluate(change)
    assert verdicts.is_clean(State.of(page, BASE, "320-js")) is is_the_same
    assert not verdicts.is_clean(State.of(page, BASE, "1280-js"))
    page.close()
