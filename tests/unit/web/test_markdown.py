"""Markdown as HTML: what people may write, and what never gets out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.web.markdown import LONGEST_MARKDOWN, is_allowed_link, markdown

TAGS = frozenset(
    "p h2 h3 ul ol li strong em a code pre blockquote hr br table thead tbody tr th td".split()
)
ATTRIBUTES = frozenset({"class", "href", "rel", "scope", "title", "start"})
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1))",
    "[a](data:text/html,x)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "[a](/\\evil.example)",
    "[a](http:evil.example)",
    "![a](https://evil.example/a.png)",
    "<https://fine.example>",
    "[a]: javascript:alert(1)\n\n[a]",
    "```\n</code></pre><script>",
    '[a](https://x.example "\\" onclick=\\"alert(1)")',
    "|a|b|\n|:-|-:|\n|<b>|c|",
)


def tags_of(html):
    return re.findall(r"<(/?)([a-z0-9]+)((?:\s[^>]*)?)>", html)


def test_it_gives_what_people_write_the_house_style():
    html = markdown(
        "#### Pay\n\n- one\n- **two**\n\n###### Less\n\n1. three\n\n[a](https://b.example)"
    )
    assert '<h2 class="govuk-heading-m">Pay</h2>' in html
    assert '<h3 class="govuk-heading-s">Less</h3>' in html
    assert '<ul class="govuk-list govuk-list--bullet">' in html
    assert '<ol class="govuk-list govuk-list--number">' in html
    assert 'rel="nofollow noopener noreferrer"' in html
    assert markdown("# A", first_level=3).startswith("<h3")
    assert "rel=" not in markdown("[here](/events)")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_could_do_harm_is_shown_as_the_text_it_is(text):
    check(markdown(text))


@given(
    st.lists(
        st.sampled_from(
            [*HOSTILE, "[", "](", ")", "`", "*", "<", ">", "\n", "# ", "> ", "- ", "|"]
        ),
        max_size=20,
    )
)
def test_no_mixture_of_it_does_harm(parts):
    check(markdown("".join(parts)))


def check(html):
    for _, tag, attributes in tags_of(html):
        assert tag in TAGS
        names = re.findall(r'([a-z-]+)="', re.sub(r'"[^"]*"', '""', attributes))
        assert set(names) <= ATTRIBUTES
    for address in re.findall(r'href="([^"]*)"', html):
        assert is_allowed_link(address)
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("https://a.example", True),
        ("HTTP://a.example/b", True),
        ("mailto:a@b.example", True),
        ("/events", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https:///evil", False),
        ("ftp://a.example", False),
        ("javascript:alert(1)", False),
        ("events", False),
        ("", False),
    ],
)
def test_where_a_link_may_lead(address, is_allowed):
    assert is_allowed_link(address) is is_allowed


def test_what_is_too_long_is_cut():
    assert len(markdown("a" * (LONGEST_MARKDOWN + 50))) < LONGEST_MARKDOWN + 100
