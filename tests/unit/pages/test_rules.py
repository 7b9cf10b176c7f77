"""What pages says to machines, and how a mail's text is cut up."""

from datetime import date

import pytest

from brokerage.pages import rules
from brokerage.pages.rules import Piece


def test_a_demonstration_is_kept_out_of_search_engines() -> None:
    assert "Disallow: /\n" in rules.robots_text(is_demonstration=True)
    assert "Disallow" not in rules.robots_text(is_demonstration=False)


def test_the_security_contact_has_what_rfc_9116_requires() -> None:
    text = rules.security_text(
        email="us@example.org",
        feedback_url="https://example.org/feedback",
        own_url="https://example.org/.well-known/security.txt",
        today=date(2026, 11, 21),
    )
    fields = [line.split(": ", 1) for line in text.splitlines()]
    assert ["Contact", "mailto:us@example.org"] in fields
    assert ["Expires", "2027-05-20T00:00:00Z"] in fields
    assert ["Canonical", "https://example.org/.well-known/security.txt"] in fields
    assert rules.SECURITY_CONTACT_LIFETIME.days < 365


def test_a_mail_becomes_paragraphs_of_lines() -> None:
    assert rules.paragraphs("Hello,\nyou\n\n\n\nBye\n") == [
        [[Piece("Hello,")], [Piece("you")]],
        [[Piece("Bye")]],
    ]


@pytest.mark.parametrize("after", ["", ".", ").", ", and so on"])
def test_an_address_ends_before_the_sentence_does(after: str) -> None:
    address = "http://127.0.0.1:8000/verify/a-b_c?next=%2Fdirectory"
    (line,) = rules.paragraphs(f"See {address}{after}")[0]
    assert [piece.text for piece in line if piece.is_link] == [address]
    assert "".join(piece.text for piece in line) == f"See {address}{after}"


def test_nothing_but_http_becomes_a_link() -> None:
    for text in ("javascript:alert(1)", "ftp://example.org", "https://"):
        assert not [p for line in rules.paragraphs(text)[0] for p in line if p.is_link]
