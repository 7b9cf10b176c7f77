"""Which column of a spend file is which, from its heading and from what stands in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz

from brokerage.errors import DomainError
from brokerage.spend.rules.values import (
    DateStyle,
    find_day_order,
    is_likely_day,
    parse_amount,
    parse_day,
)

ROWS_SEARCHED_FOR_HEADING = 60
SAMPLE = 3_000
LIKENESS_FLOOR = 84
"""Of 100: below it, a heading is too unlike every name we know."""
SHORTEST_FORGIVEN = 5
LONGEST_HEADING = 120
EXACT = 0.999
CLOSE = LIKENESS_FLOOR / 100 * 0.95


class Field(StrEnum):
    """What a column can be. The first two are needed; every other may be missing."""

    SUPPLIER = "supplier"
    AMOUNT = "amount"
    DATE = "date"
    SERVICE = "service"
    CATEGORY = "category"
    TRANSACTION = "transaction"
    REDACTED = "redacted"


REQUIRED = (Field.SUPPLIER, Field.AMOUNT)
FIELD_LABELS: Mapping[str, str] = {
    Field.SUPPLIER: "Who was paid",
    Field.AMOUNT: "The sum, without VAT",
    Field.DATE: "The day it was paid",
    Field.SERVICE: "The part of the council that paid",
    Field.CATEGORY: "What it was for",
    Field.TRANSACTION: "The number of the payment",
    Field.REDACTED: "Whether a name was taken out",
}


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(";"))


_NAMES: Mapping[str, tuple[str, ...]] = {
    Field.SUPPLIER: _split(
        "supplier name;supplier;vendor name;vendor;payee name;payee;creditor name;creditor"
        ";beneficiary name;beneficiary;merchant name;merchant;company name;company;paid to"
        ";name of supplier;supplier payee;recipient;recipient name;contractor;provider name"
        ";trading name;supplier trading name;customer name;supplier description;account name"
    ),
    Field.AMOUNT: _split(
        "net amount;amount exc vat;amount excluding vat;amount ex vat;net;net value;value net"
        ";amount net;amount net of vat;net of vat;total net;total exc vat;net amount paid"
        ";amount without vat;amount excl vat;net gbp;net invoice value;value excluding vat"
        ";amount;amount paid;amount gbp;amount in sterling;value;invoice amount;line amount"
        ";payment amount;spend;total;total amount;transaction amount;sum;cost;price;paid amount"
        ";distribution amount;posting amount;billing amount;transaction value;payment value"
        ";gross amount;amount inc vat;amount including vat;gross;gross value;total inc vat"
    ),
    Field.DATE: _split(
        "paid date;date paid;payment date;date of payment;pay date;date;transaction date"
        ";posting date;clearing date;date cleared;effective date;cheque date;settlement date"
        ";invoice date;date of invoice;tax date;post date;bacs date;gl date;accounting date"
        ";document date;month;period;payment run date;date posted"
    ),
    Field.SERVICE: _split(
        "service area;service;directorate;department;organisational unit;organisation unit"
        ";service label;service name;service description;division;business unit;business area"
        ";cost centre;cost centre name;cost centre description;portfolio;team;budget holder"
        ";department name;directorate name;dept;service group;head of service;section"
        ";service area categorisation;directorate service;expense area;area"
    ),
    Field.CATEGORY: _split(
        "expenditure category;expenditure type;expense type;merchant category"
        ";category;expenditure unit;purpose;purpose of spend;purpose of expenditure"
        ";subjective;subjective description;account description;description;narrative"
        ";nature of expenditure;type of spend;spend category;spend type;detail;details"
        ";procurement category;proclass;proclass category;summary of purpose;goods or services"
        ";account code description;cost element;cost element description;expenditure description"
        ";expense description;transaction description;subjective name;gl description"
        ";merchant category description;cipfa detailed expenditure type;detailed expenditure type"
    ),
    Field.TRANSACTION: _split(
        "trans no;transaction no;transaction number;transaction id;transaction ref"
        ";transaction reference;payment reference;payment number;payment no;invoice number"
        ";invoice no;document number;document no;doc no;voucher number;voucher no;reference"
        ";ref;ref no;reference number;internal reference;internal ref;our reference;cheque no"
        ";cheque number;unique reference;trans ref;journal number;invoice reference;bacs ref"
        ";document reference;line reference"
    ),
    Field.REDACTED: _split(
        "redacted;is redacted;redaction;redacted yes no;personal data removed;name redacted"
        ";redacted flag;reason for redaction"
    ),
}
_OTHER_NAMES = (
    "body name;entity;organisation;organisation name;organisation code;client;council;authority"
    ";supplier id;supplier no;supplier number;supplier code;vendor id;vendor number;vendor code"
    ";expenditure code;cost centre code;account code;nominal code;subjective code;category code"
    ";service code;service area code;department code;type;caporrev;capital or revenue"
    ";revenue or capital;type of expenditure;vat;vat amount;vat type;irrecoverable vat;tax"
    ";recoverable vat;irrecoverable vat amount;body;opendataurl;organisation uri;payment method"
    ";supplier postcode;postcode;supplier type;company number;charity number;url;currency"
    ";card transaction;payment type;merchant category code;effective;contract;contract number"
    ";contract title;financial year;year;quarter;expense code;vendor type;supplier address"
    ";line number;line no;row;row number;capital revenue;merchant id;invoice line number"
).split(";")
"""Headings of columns that we know and do not need, so that they are taken for nothing else."""

_KEY = re.compile(r"[^a-z0-9£]+")
_ASIDE = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")
_MEANS_SOMETHING = re.compile(r"vat|net|gross|ex|inc", re.IGNORECASE)
_OLD_FORMS = (
    ("excluding", "exc"),
    ("exclusive", "exc"),
    ("excl", "exc"),
    ("including", "inc"),
    ("inclusive", "inc"),
    ("incl", "inc"),
)


class Sure(StrEnum):
    """How a column was understood."""

    NAME = "name"
    MISSPELT = "misspelt"
    CONTENT = "content"
    PERSON = "person"


@dataclass(frozen=True)
class Understanding:
    """What each field is: the place of its column, and in words how that was found out."""

    heading_at: int
    """Which of the rows read is the heading, from 0; those above it are a preamble."""
    headings: Sequence[str]
    columns: Mapping[str, int]
    how: Mapping[str, str]
    style: DateStyle = field(default_factory=DateStyle)
    has_days: bool = True
    """Whether the cells of the column of days can be read at all; some publish none."""
    notes: Sequence[str] = ()

    @property
    def is_complete(self) -> bool:
        """Whether both columns that are needed were found."""
        return all(name in self.columns for name in REQUIRED)

    @property
    def named(self) -> dict[str, str]:
        """The heading of each field's column, as the file writes it."""
        return {name: self.headings[at] for name, at in self.columns.items()}


def understand(
    rows: Sequence[Sequence[str]], today: date, *, is_from_1904: bool = False
) -> Understanding:
    """Return what the columns of a table are, from its first rows.

    Raises DomainError where no row can be a heading.
    """
    best = max(
        range(min(len(rows), ROWS_SEARCHED_FOR_HEADING)),
        key=lambda at: _heading_score(rows, at),
        default=None,
    )
    if best is None or _heading_score(rows, best)[0] == 0:
        raise DomainError(
            "We found no row of headings. The file needs a table with one row of headings, "
            "a column that says who was paid and one with the sum",
            "file",
        )
    width = max(len(cells) for cells in rows[best : best + SAMPLE])
    headings = [*rows[best], *[""] * (width - len(rows[best]))]
    names = [
        each[:LONGEST_HEADING] or f"Column {number}" for number, each in enumerate(headings, 1)
    ]
    body = rows[best + 1 : best + 1 + SAMPLE]
    values = [[row[at] for row in body if at < len(row) and row[at]] for at in range(width)]
    return _Columns(names, values, today, is_from_1904).understand(best)


def correct(
    found: Understanding, columns: Mapping[str, int], style: DateStyle | None = None
) -> Understanding:
    """Return the understanding with the columns that a person chose (DomainError on a field).

    A person's choice is taken as it is: what cannot be read then shows in the rows refused.
    """
    for needed in REQUIRED:
        if needed not in columns:
            raise DomainError(f"Select the column: {FIELD_LABELS[needed].lower()}", needed)
    for name, at in columns.items():
        if not 0 <= at < len(found.headings):
            raise DomainError("Select a column of the file", name)
        again = next((one for one, other in columns.items() if other == at and one != name), "")
        if again:
            raise DomainError(
                f"This is the same column as “{FIELD_LABELS[again]}”. Select another", name
            )
    how = {
        name: found.how[name] if found.columns.get(name) == at else "Chosen by a person."
        for name, at in columns.items()
    }
    return Understanding(
        heading_at=found.heading_at,
        headings=found.headings,
        columns=dict(columns),
        how=how,
        style=style or found.style,
        has_days=found.has_days or columns.get(Field.DATE) != found.columns.get(Field.DATE),
        notes=found.notes,
    )


def _heading_score(rows: Sequence[Sequence[str]], at: int) -> tuple[float, int]:
    """Return how like a heading a row is; a tie goes to the upper row."""
    cells = rows[at]
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(parse_amount(cell) is not None for cell in filled):
        return 0, -at
    known = sum(max(_likeness(cell, name)[0] for name in _NAMES) >= CLOSE for cell in filled)
    unneeded = sum(_key(cell) in _UNNEEDED for cell in filled)
    below = rows[at + 1 : at + 6]
    has_sums = any(parse_amount(cell) is not None for row in below for cell in row)
    is_unlike_below = len(set(filled)) == len(filled) and has_sums
    return known * 2 + unneeded + 0.5 * is_unlike_below, -at


def _key(heading: str) -> str:
    """Return a heading as names are compared, without asides such as "(T)"."""
    written = heading[:LONGEST_HEADING].replace("_", " ")
    for aside in _ASIDE.findall(written):
        if not _MEANS_SOMETHING.search(aside):
            written = written.replace(aside, " ")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", written)
    key = _KEY.sub(" ", spaced.casefold()).replace("£", " ").strip()
    for old, new in _OLD_FORMS:
        key = re.sub(rf"\b{old}\b", new, key)
    return re.sub(r"\b(?:of|the|in|or)\b", "", key).strip() or key


_KEYS = {name: [_key(each) for each in listed] for name, listed in _NAMES.items()}
_UNNEEDED = frozenset(map(_key, _OTHER_NAMES))


def _likeness(heading: str, name: str) -> tuple[float, int]:
    """Return how like a field's names a heading is, to 1, and the place of the likest name."""
    key = _key(heading)
    squashed = key.replace(" ", "")
    best, place = 0.0, len(_KEYS[name])
    for number, known in enumerate(_KEYS[name]):
        if key == known or squashed == known.replace(" ", ""):
            return 1.0, number
        if min(len(key), len(known)) < SHORTEST_FORGIVEN:
            continue
        likeness = max(fuzz.ratio(key, known), fuzz.token_sort_ratio(key, known)) / 100
        if likeness * 100 >= LIKENESS_FLOOR and likeness > best:
            best, place = likeness * 0.95, number
    return best, place


class _Columns:
    """The headings and values of a table on their way to being understood."""

    def __init__(
        self,
        headings: Sequence[str],
        values: Sequence[Sequence[str]],
        today: date,
        is_from_1904: bool,
    ) -> None:
        self.headings = headings
        self.values = values
        self.today = today
        self.is_from_1904 = is_from_1904
        self.columns: dict[str, int] = {}
        self.how: dict[str, str] = {}
        self.notes: list[str] = []
        self.style = DateStyle(is_from_1904=is_from_1904)
        self.has_days = True

    def understand(self, heading_at: int) -> Understanding:
        for name in (Field.REDACTED, Field.AMOUNT, Field.DATE, Field.TRANSACTION):
            self._find_by_name(name)
        for name in (Field.SUPPLIER, Field.CATEGORY, Field.SERVICE):
            self._find_by_name(name)
        if Field.AMOUNT not in self.columns:
            self._find_by_content(Field.AMOUNT, self._sums, "nearly every cell in it is a sum")
        if Field.DATE not in self.columns:
            self._find_by_content(Field.DATE, self._days, "nearly every cell in it is a day")
        if Field.SUPPLIER not in self.columns:
            self._find_by_content(Field.SUPPLIER, self._names, "its cells look like names of firms")
        if Field.DATE in self.columns:
            self.style = self._style_of(self.columns[Field.DATE])
        ordered = {str(each): self.columns[each] for each in Field if each in self.columns}
        return Understanding(
            heading_at=heading_at,
            headings=self.headings,
            columns=ordered,
            how=self.how,
            style=self.style,
            has_days=self.has_days,
            notes=tuple(self.notes),
        )

    def _find_by_name(self, name: str) -> None:
        taken = set(self.columns.values())
        ranked = sorted(
            (-likeness, place, at)
            for at, heading in enumerate(self.headings)
            for likeness, place in [_likeness(heading, name)]
            if at not in taken and likeness and not self._is_other(heading, name, likeness)
        )
        # Among names that are known, the list's own order decides: a net sum before a gross one.
        ranked.sort(key=lambda each: (each[0] > -EXACT, each[1] if each[0] <= -EXACT else each[0]))
        for likeness, _, at in ranked:
            if self._fits(name, at):
                self.columns[name] = at
                self.how[name] = self._reason(name, at, -likeness)
                return
            self.notes.append(self._misfit(name, at))
        if name == Field.DATE and ranked and -ranked[0][0] >= EXACT:
            self.columns[name] = ranked[0][2]
            self.how[name] = "Its heading is a name we know, but its cells are no days."
            self.has_days = False

    def _is_other(self, heading: str, name: str, likeness: float) -> bool:
        """Say whether the heading is the exact name of something else."""
        if likeness >= EXACT:
            return False
        key = _key(heading)
        if key in _UNNEEDED:
            return True
        if name in {Field.SUPPLIER, Field.CATEGORY, Field.SERVICE} and re.search(
            r"\b(?:code|id|no|number|ref)\b", key
        ):
            return True
        return any(key in keys for other, keys in _KEYS.items() if other != name)

    def _reason(self, name: str, at: int, likeness: float) -> str:
        words = (
            "Its heading is a name we know."
            if likeness >= EXACT
            else "Its heading is close to a name we know."
        )
        if name == Field.AMOUNT:
            others = [
                f"“{heading}”"
                for other, heading in enumerate(self.headings)
                if other != at and _likeness(heading, name)[0] >= CLOSE and self._fits(name, other)
            ]
            if others:
                words += f" Taken before {' and '.join(others)}: sums without VAT come first."
        return words

    def _misfit(self, name: str, at: int) -> str:
        example = self.values[at][0] if self.values[at] else ""
        shown = f"such as “{example[:40]}”" if example else "all are empty"
        return (
            f"“{self.headings[at]}” is not used as “{FIELD_LABELS[name]}”: "
            f"its cells do not fit ({shown})."
        )

    def _fits(self, name: str, at: int) -> bool:
        values = self.values[at]
        if name == Field.REDACTED:
            return len(set(values)) <= max(20, len(values) // 2)
        if not values:
            return False
        if name == Field.AMOUNT:
            return self._sums(at) >= 0.5
        if name == Field.DATE:
            return self._days(at) >= 0.5
        if name == Field.TRANSACTION:
            return len(set(values)) > 1 or len(values) == 1
        is_numbers = self._share(at, lambda cell: parse_amount(cell) is not None) > 0.8
        return not is_numbers and self._days(at) < 0.8

    def _find_by_content(self, name: str, judge: Callable[[int], float], why: str) -> None:
        taken = set(self.columns.values())
        judged = [
            (judge(at), -at)
            for at, heading in enumerate(self.headings)
            if at not in taken and not self._is_known(heading)
        ]
        best, at = max(judged, default=(0.0, 0))
        if best >= 0.6:
            self.columns[name] = -at
            self.how[name] = f"We do not know its heading, but {why}."

    def _is_known(self, heading: str) -> bool:
        key = _key(heading)
        return key in _UNNEEDED or any(key in keys for keys in _KEYS.values())

    def _sums(self, at: int) -> float:
        """Return the share of sums; whole numbers count half, for codes are such."""
        exact = self._share(at, lambda cell: parse_amount(cell) is not None)
        has_pence = any("." in cell or "£" in cell for cell in self.values[at][:200])
        return exact if has_pence or _likeness(self.headings[at], Field.AMOUNT)[0] else exact / 2

    def _days(self, at: int) -> float:
        style = self._style_of(at)

        def is_day(cell: str) -> bool:
            day = parse_day(cell, style)
            return day is not None and is_likely_day(day, self.today)

        return self._share(at, is_day)

    def _style_of(self, at: int) -> DateStyle:
        return DateStyle(find_day_order(self.values[at]), self.is_from_1904)

    def _names(self, at: int) -> float:
        """Return the share of cells that look like a firm's name, by words of its form."""
        values = self.values[at]
        if not values:
            return 0
        is_text = self._share(at, lambda cell: bool(re.search(r"[A-Za-z]{3}", cell)))
        forms = self._share(at, lambda cell: bool(_FORMS.search(cell)))
        return is_text if forms >= 0.15 else 0

    def _share(self, at: int, judge: Callable[[str], bool]) -> float:
        values = self.values[at][:500]
        return sum(map(judge, values)) / len(values) if values else 0


_FORMS = re.compile(r"\b(?:ltd|limited|plc|llp|council|trust|university|cic)\b", re.IGNORECASE)
