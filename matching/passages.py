"""The passages of a profile that get a sentence vector each."""

from __future__ import annotations

import re

from matching.profile import Profile
from matching.text import bounded, words

MOST_PASSAGES = 6
_FEW_WORDS = 4  # a shorter sentence goes with the one after it
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")


def passages_of(profile: Profile) -> tuple[str, ...]:
    """The whole of what a profile says, then its sentences one by one.

    Vector number n of a profile is that of passage number n, so that a close vector can be told
    in the profile's own words. Texts that it was accepted for are passages too.
    """
    fields = [bounded(text).strip() for text in profile.fields.values() if text.strip()]
    whole = ". ".join(part for part in (profile.name.strip(), *fields) if part)
    sentences = dict.fromkeys(_sentences("\n".join(fields)))
    accepted = dict.fromkeys(text for text in profile.accepted if text.strip())
    return (whole, *list(sentences)[:MOST_PASSAGES], *accepted)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    held = ""
    for match in _SENTENCE.finditer(text):
        held = f"{held} {match[0]}".strip()
        if len(words(held)) >= _FEW_WORDS:
            found.append(held)
            held = ""
    return [*found, held] if words(held) else found
