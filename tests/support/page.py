"""A fetched page as tests want to ask about it: elements, text, forms and their values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from xml.etree.ElementTree import Element, tostring

import html5lib

# The one-time token that each form is rendered with; an empty one is not found.
TOKEN = re.compile(r'(<input(?=[^>]*name="csrf_token")[^>]*value=")[^"]+')
BUTTON_TYPES = frozenset({"submit", "button", "image", "reset"})


def without_tokens(html: str) -> str:
    """Return the page as it is each time it is rendered: every token is the same word."""
    return TOKEN.sub(r"\1token", html)


class PageError(AssertionError):
    """A page is not what the test, or the house, asks for."""


def words(text: str) -> str:
    """Collapse white space as a browser shows it."""
    return " ".join(text.split())


def text_of(element: Element) -> str:
    """Return what a reader sees of this element."""
    return words("".join(element.itertext()))


def snippet(element: Element) -> str:
    """Return the element's first 160 characters, for messages."""
    return words(tostring(element, encoding="unicode"))[:160]


@lru_cache(maxsize=8)
def _parse(html: str) -> tuple[Element, list[tuple[int, str]]]:
    """Return the tree, which nobody changes, and the errors as line and code."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    return root, [(line, code) for (line, _), code, _ in parser.errors]


class Page:
    """One HTML document; the client, `submit` and the test each make one of the same answer."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root, self.parse_errors = _parse(html)

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield every element with one of these tags, in the order of the document."""
        return (each for each in self.root.iter() if each.tag in tags)

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """Map each element to its parent."""
        return {child: parent for parent in self.root.iter() for child in parent}

    def ancestors(self, element: Element) -> Iterator[Element]:
        """Yield the element's parent, its parent, and so on."""
        while element in self.parents:
            element = self.parents[element]
            yield element

    @cached_property
    def ids(self) -> list[str]:
        """List every id, repeated ones too."""
        return [each.get("id", "") for each in self.root.iter() if each.get("id") is not None]

    @property
    def heading(self) -> str:
        """The text of the first h1, or nothing."""
        return next((text_of(each) for each in self.all("h1")), "")

    @property
    def title(self) -> str:
        """The document's title."""
        return next((text_of(each) for each in self.all("title")), "")

    @property
    def text(self) -> str:
        """Everything a reader sees in the body."""
        return text_of(next(self.all("body")))

    @property
    def error_summary(self) -> list[str]:
        """The sentences of the error summary; empty where there is none."""
        boxes = [e for e in self.root.iter() if "govuk-error-summary" in classes(e)]
        return [text_of(item) for box in boxes for item in box.iter("li")]

    @cached_property
    def forms(self) -> list["Form"]:
        """Every form of the page."""
        return [Form(self, each) for each in self.all("form")]

    def form(self, which: str | None = None) -> "Form":
        """Return the one form asked for: by id, by action, by its button's text, or the main one.

        The main one is the only form inside `main`. Raises PageError unless exactly one fits.
        """
        fitting = [form for form in self.forms if form.fits(which)]
        if len(fitting) != 1:
            known = [(form.action, form.buttons) for form in self.forms]
            raise PageError(f"{len(fitting)} forms fit {which!r}; the page has {known}")
        return fitting[0]

    def link(self, text: str) -> str:
        """Return the address of the one link with this text (several to one address will do)."""
        found = {each.get("href", "") for each in self.all("a") if text_of(each) == words(text)}
        if len(found) != 1:
            texts = sorted({text_of(each) for each in self.all("a")})
            raise PageError(f"{len(found)} links are called {text!r}; the page has {texts}")
        return found.pop()


def classes(element: Element) -> list[str]:
    """Return the element's classes."""
    return element.get("class", "").split()


@dataclass
class Field:
    """One named part of a form: what it holds now and, where there is a list, what it offers."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    is_many: bool = False


class Form:
    """A rendered form and the values a browser would send for it."""

    def __init__(self, page: Page, element: Element) -> None:
        self.page = page
        self.element = element
        self.action = element.get("action", "")
        self.method = element.get("method", "get").upper()
        self.is_multipart = element.get("enctype") == "multipart/form-data"

    @cached_property
    def buttons(self) -> dict[str, tuple[str, str] | None]:
        """Map each submit button's text to the name and value it sends, if it has a name."""
        found: dict[str, tuple[str, str] | None] = {}
        for each in self._own("button", "input"):
            if each.get("type", "submit" if each.tag == "button" else "text") == "submit":
                label = text_of(each) or each.get("value", "")
                name = each.get("name")
                found[label] = (name, each.get("value", "")) if name else None
        return found

    def fits(self, which: str | None) -> bool:
        """Say whether this is the form asked for."""
        if which is None:
            return any(each.tag == "main" for each in self.page.ancestors(self.element))
        return which in (self.element.get("id"), self.action) or which in self.buttons

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Map each name to its field, in the order of the page."""
        found: dict[str, Field] = {}
        for each in self._own("input", "select", "textarea"):
            name = each.get("name")
            if name and each.get("disabled") is None and each.get("type") not in BUTTON_TYPES:
                kind = each.get("type", "text") if each.tag == "input" else each.tag
                _read_control(each, found.setdefault(name, Field(name, kind)))
        return found

    def _own(self, *tags: str) -> Iterator[Element]:
        inside = (each for each in self.element.iter() if each.tag in tags)
        own_id = self.element.get("id")
        outside = (e for e in self.page.all(*tags) if own_id and e.get("form") == own_id)
        yield from inside
        yield from outside


def _read_control(element: Element, into: Field) -> None:
    if into.kind in ("checkbox", "radio"):
        value = element.get("value", "on")
        into.is_many = into.kind == "checkbox"
        into.offered.append(value)
        into.values += [value] if element.get("checked") is not None else []
    elif into.kind == "select":
        _read_select(element, into)
    elif into.kind == "textarea":
        into.values.append("".join(element.itertext()))
    elif into.kind != "file":
        into.values.append(element.get("value", ""))


def _read_select(element: Element, into: Field) -> None:
    options = list(element.iter("option"))
    into.is_many = element.get("multiple") is not None
    into.offered += [each.get("value", text_of(each)) for each in options]
    chosen = [e.get("value", text_of(e)) for e in options if e.get("selected") is not None]
    into.values += chosen or ([] if into.is_many else into.offered[:1])
