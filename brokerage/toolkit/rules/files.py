"""The files that come with the project: a few lines of facts, an empty line, Markdown. Pure."""

from __future__ import annotations

from datetime import date

from brokerage.errors import DomainError
from brokerage.toolkit.rules import (
    KIND_LABELS,
    LONGEST_SOURCE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    SHORTEST_BODY,
    VOICE_LABELS,
    ResourceAnswers,
    check_answers,
    parse_codes,
)

FACTS = frozenset(
    {"title", "kind", "summary", "link", "source", "themes", "voices", "pledges", "topics"}
)
REQUIRED = ("title", "kind", "summary", "source")
LIMITS = {"title": LONGEST_TITLE, "summary": LONGEST_SUMMARY, "source": LONGEST_SOURCE}


def read_resource(text: str, review_by: date) -> ResourceAnswers:
    """Return what a file says (DomainError with the reason it cannot be used)."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    facts = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name.strip() not in FACTS:
            raise DomainError(f"has a line that is none of {', '.join(sorted(FACTS))}: {line[:60]}")
        facts[name.strip()] = value.strip()
    _check(facts, body.strip())
    answers = ResourceAnswers(
        kind=facts["kind"],
        title=facts["title"],
        summary=facts["summary"],
        body=body.strip(),
        link=facts.get("link", ""),
        source=facts["source"],
        themes=parse_codes(facts.get("themes", "")),
        voices=parse_codes(facts.get("voices", "")),
        pledges=parse_codes(facts.get("pledges", "")),
        topics=parse_codes(facts.get("topics", "")),
        review_by=review_by,
    )
    check_answers(answers)
    return answers


def _check(facts: dict[str, str], body: str) -> None:
    for name in REQUIRED:
        if not facts.get(name):
            raise DomainError(f"does not say its {name}")
    for name, most in LIMITS.items():
        if len(facts[name]) > most:
            raise DomainError(f"has a {name} of more than {most} characters")
    if facts["kind"] not in KIND_LABELS:
        raise DomainError(f"has a kind that is none of {', '.join(KIND_LABELS)}")
    if unknown := set(parse_codes(facts.get("voices", ""))) - VOICE_LABELS.keys():
        raise DomainError(f"speaks to nobody we know: {', '.join(sorted(unknown))}")
    if len(body) < SHORTEST_BODY:
        raise DomainError("has no text after the empty line")
