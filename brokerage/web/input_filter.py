"""One filter for everything a person can send: text, whole numbers, decimals.

Databases and mail differ in what they choke on (PostgreSQL on NUL, both engines on lone
surrogates, integers beyond their width), so nothing passes here that any of them refuses.
"""

import re
import unicodedata
from decimal import Decimal

# The Unicode "stream-safe" limit (UAX #15): longer runs carry no meaning and make
# normalisation quadratic.
MAX_COMBINING_RUN = 30

_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029")
_SPACES_ON_ONE_LINE = re.compile("[\t\n\x0b\x0c]+")
_FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but not tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # controls that make text read in a false order
    "\ufeff\ufdd0-\ufdef\ufffe\uffff"  # byte order mark and what is no character (nor XML)
    "\ud800-\udfff"  # lone surrogates
    "]"
)
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL_NUMBER = re.compile(r"[+-]?([0-9]{1,15})(\.([0-9]{1,6}))?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3}){1,5}(\.[0-9]{1,6})?")


class NotANumberError(ValueError):
    """The text is no number of the kind asked for."""


class OutOfRangeError(ValueError):
    """The text is a number, but outside the bounds."""


def clean_text(
    value: object, *, multiline: bool = False, max_length: int, keep_spaces: bool = False
) -> str:
    """Return `value` as text that is safe to store, mail and show, at most `max_length` long.

    NFC; without NUL, other controls, lone surrogates and bidirectional overrides; line ends
    become a line feed where `multiline`, else a space. Spaces at both ends go, unless
    `keep_spaces` (passwords). Anything but text (a file where words were asked) is "".
    """
    if not isinstance(value, str):
        return ""
    text = _LINE_ENDS.sub("\n", value)
    if not multiline:
        text = _SPACES_ON_ONE_LINE.sub(" ", text)
    text = _FORBIDDEN.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _shorten_combining_runs(text))
    if keep_spaces:
        return text[:max_length]
    return text.strip()[:max_length].rstrip()


LARGEST_ID = 2**31 - 1


def parse_bounded_int(text: object, low: int, high: int) -> int:
    """Return the whole number written in `text`, `low` ≤ it ≤ `high` ("1,200" is understood).

    Raises NotANumberError or OutOfRangeError. The pattern comes before the conversion:
    converting 400 digits is slow, and storing them is an error.
    """
    written = _without_thousands(clean_text(text, max_length=40))
    if not _WHOLE_NUMBER.fullmatch(written):
        if re.fullmatch(r"[+-]?[0-9]+", written):
            raise OutOfRangeError
        raise NotANumberError
    number = int(written)
    if not low <= number <= high:
        raise OutOfRangeError
    return number


def parse_bounded_decimal(text: object, low: Decimal, high: Decimal) -> Decimal:
    """Return the decimal written in `text`, `low` ≤ it ≤ `high`, with at most six places.

    No exponents, no NaN, no infinity. Raises NotANumberError or OutOfRangeError.
    """
    written = _without_thousands(clean_text(text, max_length=40))
    if not _DECIMAL_NUMBER.fullmatch(written):
        raise NotANumberError
    number = Decimal(written)
    if not low <= number <= high:
        raise OutOfRangeError
    return number


def _without_thousands(text: str) -> str:
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def _shorten_combining_runs(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MAX_COMBINING_RUN:
            kept.append(character)
    return "".join(kept)


def find_id(typed: str | None) -> int | None:
    """Return the id that a query string names; None for none, and for what can be none."""
    try:
        return parse_bounded_int(typed or "", 1, LARGEST_ID)
    except ValueError:
        return None
