"""Markdown that people write, as HTML that can do no harm.

Raw HTML is shown as the text it is, pictures are not drawn, and a link leads to http, https,
mailto or a page of this site, or is no link. Headings begin below the page's own h1, whatever
rank their author gave them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "blockquote_open": "govuk-inset-text",
    "table_open": "govuk-table",
    "thead_open": "govuk-table__head",
    "tbody_open": "govuk-table__body",
    "tr_open": "govuk-table__row",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "link_open": "govuk-link",
}
HEADING_CLASSES = ("govuk-heading-m", "govuk-heading-s", "govuk-heading-s")
REL = "nofollow noopener noreferrer"
DEEPEST = 10
LONGEST_MARKDOWN = 12_000
_ALLOWED_LINK = re.compile(r"https?://[^/\s]|mailto:[^\s/]|/(?![/\\])", re.IGNORECASE)


def is_allowed_link(address: str) -> bool:
    """Say whether a link may lead there: http, https, mailto or a page of this site."""
    return _ALLOWED_LINK.match(address) is not None


def markdown(text: str, first_level: int = 2) -> Markup:
    """Return the text's HTML; its highest heading is an h`first_level`."""
    parser = _parser()
    tokens = parser.parse(text[:LONGEST_MARKDOWN])
    _dress(tokens, first_level)
    html = parser.renderer.render(tokens, parser.options, {})
    return Markup(html)  # noqa: S704 - made of escaped text and the tags that are listed here


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": DEEPEST})
    parser.enable("table")
    parser.disable(["image", "html_block", "html_inline"])
    parser.validateLink = is_allowed_link  # type: ignore[assignment, method-assign]  # its documented hook
    return parser


def _dress(tokens: Sequence[Token], first_level: int) -> None:
    """Give each tag its class, each link its rel, each cell its column, each heading its rank."""
    ranks = sorted({token.tag for token in tokens if token.type == "heading_open"})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            rank = min(ranks.index(token.tag), len(HEADING_CLASSES) - 1)
            token.tag = f"h{first_level + rank}"
            if token.type == "heading_open":
                token.attrSet("class", HEADING_CLASSES[rank])
        elif token.type in CLASSES:
            _dress_one(token)
        if token.children:
            _dress(token.children, first_level)


def _dress_one(token: Token) -> None:
    # Aligned cells would come with an inline style, which the site's policy forbids.
    token.attrs.pop("style", None)
    token.attrSet("class", CLASSES[token.type])
    if token.type == "th_open":
        token.attrSet("scope", "col")
    elif token.type == "link_open" and not str(token.attrs["href"]).startswith("/"):
        token.attrSet("rel", REL)
