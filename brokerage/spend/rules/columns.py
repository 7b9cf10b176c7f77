"""Which column of a spend file is which, from its heading and from what stands in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from brokerage.errors import DomainError
from brokerage.spend.rules.headings import (
    CLOSE,
    EXACT,
    FIELD_LABELS,
    KEYS_BY_FIELD,
    LONGEST_HEADING,
    NAMES_BY_FIELD,
    REQUIRED,
    UNNEEDED_KEYS,
    Field,
    key_of_heading,
    likeness_to,
)
from brokerage.spend.rules.values import (
    DateStyle,
    find_day_order,
    is_likely_day,
    parse_amount,
    parse_day,
)

ROWS_SEARCHED_FOR_HEADING = 60
SAMPLE = 3_000


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
    known = sum(
        max(likeness_to(cell, name)[0] for name in NAMES_BY_FIELD) >= CLOSE for cell in filled
    )
    unneeded = sum(key_of_heading(cell) in UNNEEDED_KEYS for cell in filled)
    below = rows[at + 1 : at + 6]
    has_sums = any(parse_amount(cell) is not None for row in below for cell in row)
    is_unlike_below = len(set(filled)) == len(filled) and has_sums
    return known * 2 + unneeded + 0.5 * is_unlike_below, -at


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
            for likeness, place in [likeness_to(heading, name)]
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
        key = key_of_heading(heading)
        if key in UNNEEDED_KEYS:
            return True
        if name in {Field.SUPPLIER, Field.CATEGORY, Field.SERVICE} and re.search(
            r"\b(?:code|id|no|number|ref)\b", key
        ):
            return True
        return any(key in keys for other, keys in KEYS_BY_FIELD.items() if other != name)

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
                if other != at
                and likeness_to(heading, name)[0] >= CLOSE
                and self._fits(name, other)
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
        key = key_of_heading(heading)
        return key in UNNEEDED_KEYS or any(key in keys for keys in KEYS_BY_FIELD.values())

    def _sums(self, at: int) -> float:
        """Return the share of sums; whole numbers count half, for codes are such."""
        exact = self._share(at, lambda cell: parse_amount(cell) is not None)
        has_pence = any("." in cell or "£" in cell for cell in self.values[at][:200])
        return exact if has_pence or likeness_to(self.headings[at], Field.AMOUNT)[0] else exact / 2

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
