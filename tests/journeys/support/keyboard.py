"""Somebody without a mouse: tabs from stop to stop and types."""

from dataclasses import dataclass

from playwright.sync_api import Page

MOST_STOPS = 120
# What has the focus: its name, and whether a ring or a shadow shows it.
FOCUSED = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const label = it.labels && it.labels.length ? it.labels[0] : null;
    const name = it.getAttribute("aria-label") || (label || it).innerText || it.value || "";
    const style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
        && !style.outlineColor.endsWith(", 0)");
    const mark = label ? getComputedStyle(label, "::before").boxShadow : "none";
    return {
        name: name.trim().replace(/\\s+/g, " "),
        is_seen: (ring || style.boxShadow !== "none" || mark !== "none")
            && box.width > 1 && box.height > 1
            && box.bottom > 0 && box.top < innerHeight,
    };
}"""


@dataclass(frozen=True)
class Stop:
    """Where the focus was, and whether it could be seen there."""

    name: str
    is_seen: bool


def tab_through(page: Page) -> list[Stop]:
    """Return every stop from the top of the page to its end."""
    stops: list[Stop] = []
    while (stop := _tab(page)) is not None:
        stops.append(stop)
        assert len(stops) < MOST_STOPS, f"the focus never leaves the page: {stops[-5:]}"
    return stops


def tab_to(page: Page, name: str) -> None:
    """Tab on until what has this name has the focus; once past the end, begin at the top."""
    passed = []
    for _ in range(MOST_STOPS):
        stop = _tab(page)
        if stop is not None and stop.name == name:
            return
        passed.append(stop.name if stop else "(the browser's own)")
    raise AssertionError(f"{name} is not among {passed}")


def fill_by_keyboard(page: Page, label: str, text: str) -> None:
    """Tab to the field with this label and type."""
    tab_to(page, label)
    page.keyboard.type(text)


def _tab(page: Page) -> Stop | None:
    page.keyboard.press("Tab")
    found = page.evaluate(FOCUSED)
    return Stop(**found) if found else None
