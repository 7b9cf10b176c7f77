"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from brokerage.web.input_filter import clean_text, parse_bounded_int

# An offset beyond this is nobody's reading, and 1e20 is an error in both databases.
MAX_PAGE_NUMBER = 10_000
_NEIGHBOURS = 1
_MAX_QUERY_VALUE = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`rows` of the page `number` (from 1) of a list of `total` rows, `per_page` to a page."""

    rows: Sequence[T]
    number: int
    per_page: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_row(self) -> int:
        """The place in the whole list of this page's first row; 0 when there is none."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        """The place in the whole list of this page's last row."""
        return self.first_row + len(self.rows) - 1 if self.rows else 0

    @property
    def previous(self) -> int | None:
        """The number of the page before, if any (the last, from beyond the end)."""
        return min(self.number - 1, self.count) if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after, if any."""
        return self.number + 1 if self.number < self.count else None

    @property
    def steps(self) -> list[int | None]:
        """The numbers to link to: first, neighbours, last; None stands for a gap."""
        near = range(self.number - _NEIGHBOURS, self.number + _NEIGHBOURS + 1)
        shown = sorted({1, self.count} | {n for n in near if 1 <= n <= self.count})
        steps: list[int | None] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before == 2:
                steps.append(number - 1)
            elif number - before > 2:
                steps.append(None)
            steps.append(number)
        return steps


def page_number(args: MultiDict[str, str]) -> int:
    """Return the page asked for in the query string: 1 unless it is a number in bounds."""
    try:
        return parse_bounded_int(args.get("page", ""), 1, MAX_PAGE_NUMBER)
    except ValueError:
        return 1


def page_link(args: MultiDict[str, str], number: int) -> str:
    """Return "?…" with every other parameter kept and `page` set to `number`.

    Not `url_for(**args)`: a query string may not choose url_for's own arguments (`_scheme`).
    """
    kept = [
        (name, clean_text(value, max_length=_MAX_QUERY_VALUE))
        for name, value in args.items(multi=True)
        if name != "page"
    ]
    return "?" + urlencode([*kept, ("page", str(number))])
