"""How a postcode is written. Pure."""

from __future__ import annotations

import re

from brokerage.errors import DomainError

LONGEST_TYPED = 20
_OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
# The letters C, I, K, M, O and V are never used in the second half.
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_ASK = "Enter a full postcode, like OX4 1EQ"


def clean_postcode(text: str) -> str:
    """Return the postcode as it is printed, "OX4 1EQ", however it was typed.

    Capitals and spaces do not matter; O for 0 and 0 for O are put right where only one of
    them can stand. Raises DomainError on the field `postcode`.
    """
    compact = _compact(text)
    outcode, inward = _mend_outcode(compact[:-3]), compact[-3:]
    inward = inward[:1].replace("O", "0") + inward[1:]
    if not (_OUTCODE.fullmatch(outcode) and _INWARD.fullmatch(inward)):
        raise DomainError(_ASK, "postcode")
    return f"{outcode} {inward}"


def find_outcode(text: str) -> str | None:
    """Return the outward code that was typed ("ox4" gives "OX4"), or None if it is not one."""
    outcode = _mend_outcode(_compact(text))
    return outcode if _OUTCODE.fullmatch(outcode) else None


def outcode_of(postcode: str) -> str:
    """Return the first half of a clean postcode, written with its space or without."""
    return postcode[:-3].rstrip()


def postcode_area_of(code: str) -> str:
    """Return the one or two letters a clean postcode or outward code begins with: "OX"."""
    return code[:2] if code[1].isalpha() else code[:1]


def without_space(postcode: str) -> str:
    """Return a clean postcode as the tables keep it: "OX41EQ"."""
    return postcode.replace(" ", "")


def _compact(text: str) -> str:
    if len(text) > LONGEST_TYPED:
        return ""
    return "".join(text.split()).upper()


def _mend_outcode(outcode: str) -> str:
    """Put O and 0 right: a letter comes first, a digit follows the letters, O never ends it."""
    letters = re.match(r"0[A-Z0]?|[A-Z]0(?=[0-9])", outcode)
    if letters:
        outcode = letters[0].replace("0", "O") + outcode[letters.end() :]
    if len(outcode) > 2 and outcode.endswith("O"):
        outcode = f"{outcode[:-1]}0"
    return outcode
