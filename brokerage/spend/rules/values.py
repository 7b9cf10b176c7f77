"""What the cells of a spend file mean: sums of money, days, names kept back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

MOST_PENCE = 10**13
"""£100 billion: more than any council spends, and well within a database's integer."""
LONGEST_SUM = 40
FIRST_YEAR = 1990
MOST_DAYS_AHEAD = 62
EXCEL_EPOCH = date(1899, 12, 30)
DAYS_FROM_1900_TO_1904 = 1462

_SUM = re.compile(r"[0-9]{1,15}(?:\.[0-9]{0,20})?|\.[0-9]{1,20}")
_EXPONENT = re.compile(r"-?[0-9](?:\.[0-9]{1,20})?[eE][+-]?[0-9]{1,2}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{0,20})?")
_CONTINENTAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){1,4},[0-9]{1,2}|[0-9]{1,12},[0-9]{1,2}")
_CURRENCY = re.compile(r"£|\bGBP\b", re.IGNORECASE)
_CREDIT = re.compile(r"(.{1,30}?) ?(-|CR|C)", re.IGNORECASE)
_DEBIT = re.compile(r"(.{1,30}?) ?(DR|D)", re.IGNORECASE)


def parse_amount(text: str) -> int | None:
    """Return the pence of "£1,234.50", "(20.00)", "20.00-", "-£5" or "5.00 CR"; None if none.

    A sum in brackets, with a minus before or behind it, or marked CR is a credit: below nought.
    """
    written = text.strip()
    if not written or len(written) > LONGEST_SUM:
        return None
    return _pence(Decimal(written)) if _EXPONENT.fullmatch(written) else _parse_sum(written)


def _parse_sum(written: str) -> int | None:
    for dash in "−–—":
        written = written.replace(dash, "-")
    written = _CURRENCY.sub("", written).strip()
    is_credit = False
    if written.startswith("(") and written.endswith(")"):
        is_credit, written = True, written[1:-1].strip()
    if found := _CREDIT.fullmatch(written):
        is_credit, written = not is_credit, found[1]
    elif found := _DEBIT.fullmatch(written):
        written = found[1]
    bare = written.replace(" ", "")
    value = _decimal(bare.removeprefix("-").removeprefix("+"))
    if value is None:
        return None
    return _pence(-value if is_credit != bare.startswith("-") else value)


def _decimal(bare: str) -> Decimal | None:
    if _SUM.fullmatch(bare):
        return Decimal(bare)
    if _THOUSANDS.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    if _CONTINENTAL.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    return None


def _pence(pounds: Decimal) -> int | None:
    """Return whole pence: a spreadsheet keeps 12.3 as 12.300000000000001."""
    pence = int((pounds * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    return pence if abs(pence) <= MOST_PENCE else None


class DayOrder(StrEnum):
    """Which of two numbers is the day: no council says so, the column does."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?[AP]M)?Z?)?"
_NUMBERS = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})" + _TIME, re.I)
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME, re.I)
_PACKED = re.compile(r"(19|20)([0-9]{2})([0-9]{2})([0-9]{2})")
_WORDS = re.compile(
    r"(?:[A-Z]{3,9},? )?([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]?([A-Z]{3,9})[-/., ]{0,2}"
    r"([0-9]{4}|[0-9]{2})" + _TIME,
    re.I,
)
_MONTH_FIRST_WORDS = re.compile(
    r"([A-Z]{3,9}) ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})" + _TIME, re.I
)
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]{1,15})?")


@dataclass(frozen=True)
class DateStyle:
    """How a column writes its days."""

    order: DayOrder = DayOrder.DAY_FIRST
    is_from_1904: bool = False


def parse_day(text: str, style: DateStyle) -> date | None:
    """Return the day of "03/04/2017", "2017-04-03", "3 Apr 2017", 42828 and their like."""
    written = text.strip()
    if not written or len(written) > LONGEST_SUM:
        return None
    try:
        return _parse_day(written, style)
    except (ValueError, OverflowError):
        return None


def _parse_day(written: str, style: DateStyle) -> date | None:
    if found := _NUMBERS.fullmatch(written):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        is_month_first = style.order == DayOrder.MONTH_FIRST
        day, month = (second, first) if is_month_first else (first, second)
        return date(year, month, day)
    if found := _ISO.fullmatch(written):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _PACKED.fullmatch(written):
        return date(int(found[1] + found[2]), int(found[3]), int(found[4]))
    return _parse_words(written, style)


def _parse_words(written: str, style: DateStyle) -> date | None:
    if found := _WORDS.fullmatch(written):
        return date(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST_WORDS.fullmatch(written):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if found := _SERIAL.fullmatch(written):
        extra = DAYS_FROM_1900_TO_1904 if style.is_from_1904 else 0
        return EXCEL_EPOCH + timedelta(days=int(found[1]) + extra)
    return None


def _year(written: str) -> int:
    number = int(written)
    return number if len(written) == 4 else 2000 + number if number < 70 else 1900 + number


def _month(word: str) -> int:
    if word.casefold() not in _MONTHS:
        raise ValueError(word)
    return _MONTHS[word.casefold()]


def find_day_order(texts: Iterable[str]) -> DayOrder:
    """Return which number is the day, by the values that can be read one way only.

    Where none tells, it is the day first, as it is written here.
    """
    day_first = month_first = 0
    for text in texts:
        if found := _NUMBERS.fullmatch(text.strip()[:LONGEST_SUM]):
            day_first += int(found[1]) > 12
            month_first += int(found[2]) > 12
    return DayOrder.MONTH_FIRST if month_first > day_first else DayOrder.DAY_FIRST


def is_likely_day(day: date, today: date) -> bool:
    """Say whether a payment may have been made then."""
    return day.year >= FIRST_YEAR and day <= today + timedelta(days=MOST_DAYS_AHEAD)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter of the year that a day is in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


_YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_WORD = re.compile(r"[a-z]{3,9}")


def find_quarter(text: str) -> date | None:
    """Return the quarter that words such as "over-500-apr-jun-2014" name, by its first day.

    None where they name no month and year, or months of more than one quarter.
    """
    years = set(_YEARS.findall(text[:300]))
    months = {_MONTHS[word] for word in _WORD.findall(text[:300].casefold()) if word in _MONTHS}
    if len(years) != 1 or not months:
        return None
    quarters = {quarter_of(date(int(next(iter(years))), month, 1)) for month in months}
    return quarters.pop() if len(quarters) == 1 else None


_KEPT_BACK = re.compile(
    r"redact|personal (?:data|information|details)|(?:name|details|payee|supplier) withheld"
    r"|data protection|anonymi[sz]ed|not disclosed|commercially (?:sensitive|confidential)"
    r"|commercial(?:ly)? in confidence|sensitive (?:data|payment|supplier)"
    r"|(?:private|named|various) individual|personal budget payee",
    re.IGNORECASE,
)
_KEPT_BACK_ALONE = re.compile(
    r"(?:name |details )?withheld|confidential|individuals?|private persons?|exempt|sensitive"
    r"|gdpr|foster carers?|adopters?|private|personal|\*+|x{3,}|#+|n/?a|-+|\?+",
    re.IGNORECASE,
)
_NOES = frozenset({"", "no", "n", "false", "0", "none", "-", "n/a", "na", "not redacted"})


def is_kept_back(name: str) -> bool:
    """Say whether a cell stands where a name was taken out."""
    short = name[:200]
    return bool(_KEPT_BACK.search(short) or _KEPT_BACK_ALONE.fullmatch(short))


def is_marked(cell: str) -> bool:
    """Say whether a column called "Redacted" says that the row is."""
    return cell.casefold().strip() not in _NOES


_TOTAL = re.compile(
    r"(?:(?:grand|overall|sub|page|report)[- ]?)?totals?"
    r"(?: (?:spend|amount|expenditure|payments?|value|(?:for|of|to) .{1,60}))?[:.=]?",
    re.IGNORECASE,
)


def is_total(text: str) -> bool:
    """Say whether a cell announces a sum of the rows above."""
    return len(text) <= LONGEST_SUM and _TOTAL.fullmatch(text) is not None
