"""Values without a source are no values."""

import pytest

from brokerage.errors import DomainError
from brokerage.measures import rules


def test_a_value_has_its_year_and_source() -> None:
    assert rules.parse_value("£16.93", "2025", "A council") == (1693, 2025, "A council")
    assert rules.parse_value("", "", "") is None


@pytest.mark.parametrize(
    ("pounds", "year", "source"),
    [
        ("16.93", "2025", ""),
        ("16.93", "", "A council"),
        ("16.93", "1999", "A council"),
        ("16.93", "²025", "A council"),
        ("a lot", "2025", "A council"),
        ("9999999", "2025", ""),
        ("sNaN", "2025", "A council"),
    ],
)
def test_a_value_that_nobody_could_check_is_refused(pounds: str, year: str, source: str) -> None:
    with pytest.raises(DomainError):
        rules.parse_value(pounds, year, source)


@pytest.mark.parametrize("weight", [0, 4, -1])
def test_there_are_three_weights(weight: int) -> None:
    with pytest.raises(DomainError):
        rules.check_weight(weight)


@pytest.mark.parametrize("code", ["", "17", "nt17", "NT", "NT17; DROP"])
def test_a_code_looks_like_one(code: str) -> None:
    rules.check_code("NT17")
    with pytest.raises(DomainError):
        rules.check_code(code)
