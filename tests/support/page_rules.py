"""The rules every page of the site keeps; each finds what breaks it and shows the place."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.support.page import BUTTON_TYPES, Page, PageError, snippet, text_of

Rule = Callable[[Page], Iterator[str]]
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a page, and where."""

    rule: str
    place: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}"


def valid_html(page: Page) -> Iterator[str]:
    """The document parses as HTML5 without an error."""
    for line, code in page.parse_errors:
        yield f"{code} in line {line}: {page.html.splitlines()[max(line - 1, 0)].strip()[:160]}"


def language(page: Page) -> Iterator[str]:
    """The html element says its language."""
    if not page.root.get("lang"):
        yield "<html> has no lang"


def one_main(page: Page) -> Iterator[str]:
    """There is exactly one main."""
    if (count := len(list(page.all("main")))) != 1:
        yield f"{count} main elements"


def one_h1(page: Page) -> Iterator[str]:
    """There is exactly one h1 and it says something."""
    headings = [text_of(each) for each in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"h1 elements: {headings}"


def title(page: Page) -> Iterator[str]:
    """The title begins with the h1, after "Error: " where there are errors."""
    expected = f"Error: {page.heading}" if page.error_summary else page.heading
    if not page.title.startswith(expected):
        yield f"title {page.title!r} does not begin with {expected!r}"


def headings_do_not_skip(page: Page) -> Iterator[str]:
    """A heading is at most one level below the one before it."""
    level = 1  # the error summary and messages have an h2 and stand above the h1
    for each in page.all(*HEADINGS):
        found = HEADINGS.index(each.tag) + 1
        if found > level + 1:
            yield f"h{level} is followed by {snippet(each)}"
        level = found


def unique_ids(page: Page) -> Iterator[str]:
    """No id is empty or used twice."""
    for found, count in Counter(page.ids).items():
        if count > 1 or not found.strip():
            yield f"id {found!r} is used {count} times"


def references(page: Page) -> Iterator[str]:
    """What `for`, `aria-describedby` and their like point at is on the page."""
    known = set(page.ids)
    for each in page.root.iter():
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in (each.get(name) or "").split():
                if target not in known:
                    yield f"{name} points at no {target!r}: {snippet(each)}"


def labels(page: Page) -> Iterator[str]:
    """Every input, select and textarea has a label."""
    labelled = {each.get("for") for each in page.all("label") if text_of(each)}
    for each in page.all("input", "select", "textarea"):
        if each.tag == "input" and each.get("type") in BUTTON_TYPES | {"hidden"}:
            continue
        is_wrapped = any(up.tag == "label" and text_of(up) for up in page.ancestors(each))
        is_named = each.get("aria-label") or each.get("aria-labelledby")
        if not (is_wrapped or is_named or each.get("id", "") in labelled):
            yield snippet(each)


def names(page: Page) -> Iterator[str]:
    """Every link and button says what it is for."""
    for each in page.all("a", "button"):
        pictures = "".join(picture.get("alt", "") for picture in each.iter("img"))
        if not (text_of(each) or each.get("aria-label") or pictures):
            yield snippet(each)


def csrf_tokens(page: Page) -> Iterator[str]:
    """Every form that posts carries a token."""
    for form in page.forms:
        token = form.fields.get("csrf_token")
        if form.method == "POST" and not (token and any(token.values)):
            yield snippet(form.element)


def nothing_inline(page: Page) -> Iterator[str]:
    """No script, style or handler is written into the page: the CSP would block it."""
    for each in page.root.iter():
        if each.tag == "style" or (each.tag == "script" and not each.get("src")):
            yield snippet(each)
        address = each.get("href") or each.get("action") or ""
        if address.lstrip().lower().startswith("javascript:"):
            yield snippet(each)
        if any(name == "style" or name.startswith("on") for name in each.attrib):
            yield snippet(each)


def alternative_texts(page: Page) -> Iterator[str]:
    """Every picture has an alt, empty where it only decorates."""
    for each in page.all("img"):
        if each.get("alt") is None:
            yield snippet(each)


FRAGMENT_RULES: tuple[Rule, ...] = (
    unique_ids,
    labels,
    names,
    csrf_tokens,
    nothing_inline,
    alternative_texts,
)
PAGE_RULES: tuple[Rule, ...] = (
    valid_html,
    language,
    one_main,
    one_h1,
    title,
    headings_do_not_skip,
    references,
    *FRAGMENT_RULES,
)


class LinkRule:
    """Every address within the site leads to a route, a static file or an id on the page."""

    def __init__(self, app: Flask, path: str) -> None:
        self.static_folder = Path(app.static_folder or "static")
        self.path = path
        host = app.config.get("SERVER_NAME") or "localhost"
        self.adapter: MapAdapter = app.url_map.bind(host)

    def __call__(self, page: Page) -> Iterator[str]:
        """Find the addresses that lead nowhere."""
        known = set(page.ids)
        for element, address, method in _addresses(page):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            if parts.path and not self._resolves(parts.path, method):
                yield f"{method} {address!r} leads nowhere: {snippet(element)}"
            if parts.fragment and not parts.path and parts.fragment not in known:
                yield f"{address!r} points at nothing here: {snippet(element)}"

    def _resolves(self, path: str, method: str) -> bool:
        if not path.startswith("/"):
            path = f"{self.path.rpartition('/')[0]}/{path}"
        try:
            endpoint, values = self.adapter.match(path, method=method)
        except (HTTPException, RequestRedirect):
            return False
        return endpoint != "static" or (self.static_folder / values["filename"]).is_file()


def _addresses(page: Page) -> Iterator[tuple[Element, str, str]]:
    for each in page.all("a", "area", "link"):
        yield each, each.get("href", ""), "GET"
    for each in page.all("img", "script"):
        yield each, each.get("src", ""), "GET"
    for form in page.forms:
        yield form.element, form.action, form.method


def inspect(html: str, app: Flask, path: str, *, is_fragment: bool = False) -> None:
    """Raise PageError naming every rule that this page breaks, each with its place."""
    page = Page(html)
    rules: tuple[Rule, ...] = FRAGMENT_RULES if is_fragment else PAGE_RULES
    links = LinkRule(app, path)
    found = [Problem(rule.__name__, place) for rule in rules for place in rule(page)]
    found += [Problem("links", place) for place in links(page)]
    if found:
        listed = "\n  ".join(str(problem) for problem in found)
        raise PageError(f"{path} breaks {len(found)} rules:\n  {listed}")
