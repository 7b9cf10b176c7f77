"""Forward plans as councils keep them in spreadsheets: headings, quarters, sums. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from brokerage.demand.rules import plans
from brokerage.demand.rules.plans import ValueBand
from brokerage.errors import DomainError

MOST_MEGABYTES = 2
MOST_ROWS = 1_000
MOST_SHOWN = 50
MOST_SUGGESTED = 200
"""Lines without a code whose kind of work is worked out from their words while one waits."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "contract title", "name", "project", "procurement title", "subject"),
    "description": (
        "description",
        "plain description",
        "contract description",
        "what we need",
        "summary",
        "details",
        "scope",
    ),
    "value": (
        "value",
        "value band",
        "estimated value",
        "contract value",
        "total value",
        "estimated contract value",
        "budget",
        "value including vat",
    ),
    "quarter": (
        "quarter",
        "when",
        "estimated start",
        "start date",
        "contract start date",
        "expected quarter",
        "planned start",
        "tender date",
        "procurement start",
        "estimated tender date",
    ),
    "category": ("category", "cpv", "cpv code", "kind of work", "cpv category", "type of work"),
    "post": ("contact", "contact post", "post", "contact role", "contact officer", "department"),
    "email": (
        "email",
        "contact email",
        "mailbox",
        "e-mail",
        "email address",
        "contact email address",
    ),
    "reference": ("reference", "ref", "id", "project id", "contract reference", "our reference"),
}
REQUIRED = ("title", "quarter")
COLUMN_LABELS: Mapping[str, str] = {
    "title": "Title",
    "description": "Description",
    "value": "Value",
    "quarter": "Quarter",
    "category": "Category",
    "post": "Contact",
    "email": "Mailbox",
    "reference": "Your reference",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERED = re.compile(r"q(?:tr|uarter)? ?([1-4])")
_FINANCIAL = re.compile(r"\b(20[0-9]{2}) ?[/-] ?(?:20)?([0-9]{2})\b")
_YEAR = re.compile(r"\b(20[0-9]{2})\b")
_ISO = re.compile(r"\b(20[0-9]{2})-([0-9]{2})-[0-9]{2}")
_DAY = re.compile(r"\b[0-9]{1,2}[/.-]([0-9]{1,2})[/.-](20[0-9]{2})\b")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,9}\b")
_SUM = re.compile(r"(?<![0-9.,])([0-9]{1,12})(\.[0-9]{1,2})?(k|m)?\b")
_CODE = re.compile(r"\b([0-9]{8})(?:-[0-9])?\b")
_NOT_KNOWN = frozenset({"", "tbc", "tbd", "n/a", "na", "unknown", "not known", "not known yet"})


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One line of a plan, as it is kept."""

    title: str
    description: str
    value_band: str
    quarter: str
    contact_post: str
    contact_email: str
    reference: str = ""
    categories: tuple[str, ...] = ()

    @property
    def row_key(self) -> str:
        """What tells it from the other lines: the buyer's reference, else title and quarter."""
        return row_key(self.reference, self.title, self.quarter)


def row_key(reference: str, title: str, quarter: str) -> str:
    """Return what the same line has again in the next file, whatever its capitals and spaces."""
    said = f"ref {reference}" if reference else f"line {title} {quarter}"
    return hashlib.sha256(" ".join(said.casefold().split()).encode()).hexdigest()


def parse_quarter(text: str) -> str:
    """Return the calendar quarter that a cell means, like "2027-Q1" (DomainError where none).

    "2027-Q1", "Q1 2027", "March 2027", "1/3/2027" and "January to March 2027" are of the
    calendar; "Q1 2027/28" is of the financial year, which begins in April.
    """
    said = text[:80].casefold().strip()
    dated = _ISO.search(said)
    if dated:
        return _quarter(int(dated[1]), int(dated[2]))
    dated = _DAY.search(said)
    if dated:
        return _quarter(int(dated[2]), int(dated[1]))
    numbered, financial, year = _NUMBERED.search(said), _FINANCIAL.search(said), _YEAR.search(said)
    if numbered and financial and int(financial[2]) == (int(financial[1]) + 1) % 100:
        return _quarter(int(financial[1]) + (numbered[1] == "4"), int(numbered[1]) % 4 * 3 + 1)
    if numbered and year:
        return _quarter(int(year[1]), int(numbered[1]) * 3)
    month = _MONTH.search(said)
    if month and year:
        return _quarter(int(year[1]), _MONTHS.index(month[1]) + 1)
    raise DomainError("has no quarter that we understand, like “Q1 2027” or “March 2027”")


def parse_band(text: str) -> ValueBand:
    """Return the band of "£30,000 to £100,000", "25k", "1.2m" or "TBC" (DomainError else).

    Of a span, its top counts.
    """
    said = text[:80].casefold().replace(",", "").replace("£", "").strip()
    if said in _NOT_KNOWN:
        return ValueBand.UNKNOWN
    said = re.sub(r" ?million\b", "m", re.sub(r" ?thousand\b", "k", said))
    sums = [_pounds(each) for each in _SUM.finditer(said)]
    if not sums:
        raise DomainError("has a value that we do not understand, like “25,000” or “25k”")
    is_open = bool(re.search(r"\b(over|more than|above)\b|\+", said))
    return plans.band_of(max(sums) + is_open)


def find_code(text: str) -> str | None:
    """Return the CPV code in a cell, without its check digit, if there is one."""
    found = _CODE.search(text[:200])
    return found[1] if found else None


def make_line(cells: Mapping[str, str], defaults: Mapping[str, str], today: date) -> PlanLine:
    """Return a row of a file as a line of a plan (DomainError with the reason why not).

    `defaults` holds the post and the mailbox for rows that name none.
    """
    title = cells["title"]
    if not plans.SHORTEST_TITLE <= len(title) <= plans.LONGEST_TITLE:
        raise DomainError(
            f"needs a title of {plans.SHORTEST_TITLE} to {plans.LONGEST_TITLE} characters"
        )
    quarter = parse_quarter(cells["quarter"])
    if quarter not in plans.list_quarters(today):
        raise DomainError(f"is for {plans.quarter_label(quarter)}, which is past or too far off")
    email = cells["email"] or defaults["email"]
    plans.check_contact(email)
    return PlanLine(
        title=title,
        description=cells["description"][: plans.LONGEST_DESCRIPTION],
        value_band=parse_band(cells["value"]),
        quarter=quarter,
        contact_post=(cells["post"] or defaults["post"])[: plans.LONGEST_POST],
        contact_email=email,
        reference=cells["reference"][: plans.LONGEST_REFERENCE],
    )


def _quarter(year: int, month: int) -> str:
    if not 1 <= month <= 12:
        raise DomainError("has a date that there is not")
    return f"{year}-Q{(month + 2) // 3}"


def _pounds(found: re.Match[str]) -> int:
    times = {"k": 1_000, "m": 1_000_000}.get(found[3] or "", 1)
    return round(float(f"{found[1]}{found[2] or ''}") * times)
