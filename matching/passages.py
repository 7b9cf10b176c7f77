"""The passages of a profile that get a sentence vector each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.profile import Profile
from matching.text import bounded, words
from matching.vectors import pack

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

MOST_PASSAGES = 6
_FEW_WORDS = 4  # a shorter sentence goes with the one after it
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")


def passages_of(profile: Profile) -> tuple[str, ...]:
    """The whole of what a profile says, then its sentences one by one.

    Vector number n of a profile is that of passage number n, so that a close vector can be told
    in the profile's own words. Texts that it was accepted for are passages too.
    """
    accepted = dict.fromkeys(text for text in profile.accepted if text.strip())
    return (*_own_passages(profile), *accepted)


def passage_of(profile: Profile, number: int) -> str:
    """The passage of a vector in the profile's own words.

    Empty for a text that it was accepted for: others wrote that, and it is never quoted.
    """
    if number == 0:  # most often asked for, and cheap
        return whole_of(profile)
    return dict(enumerate(_own_passages(profile))).get(number, "")


def whole_of(profile: Profile) -> str:
    """All that a profile says of itself, as one text."""
    return ". ".join(part for part in (profile.name.strip(), *_fields(profile)) if part)


def _own_passages(profile: Profile) -> tuple[str, ...]:
    sentences = dict.fromkeys(_sentences("\n".join(_fields(profile))))
    return (whole_of(profile), *list(sentences)[:MOST_PASSAGES])


def _fields(profile: Profile) -> list[str]:
    return [bounded(text).strip() for text in profile.fields.values() if text.strip()]


def vectors_of(profile: Profile, encode: Encode) -> tuple[bytes, ...]:
    """The packed vectors of a profile's passages.

    Where it was accepted before, the mean of the whole and those texts comes last: of ten of them
    it answers a question that each for itself is too far from.
    """
    vectors = encode(passages_of(profile))
    count = len(dict.fromkeys(text for text in profile.accepted if text.strip()))
    packed = [pack(vector) for vector in vectors]
    if count:
        together = vectors[0] + vectors[-count:].sum(axis=0)
        length = float(np.linalg.norm(together)) or 1.0
        packed.append(pack(together / np.float32(length)))
    return tuple(packed)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    held = ""
    for match in _SENTENCE.finditer(text):
        held = f"{held} {match[0].strip()}".strip()
        if len(words(held)) >= _FEW_WORDS:
            found.append(held)
            held = ""
    return [*found, held] if words(held) else found
