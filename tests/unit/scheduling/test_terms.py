"""Term dates as rows: what can be used, and a sentence for what cannot."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.scheduling.rules.terms import MOST_ROWS, read_term_file

HEAD = "authority,kind,name,first_day,last_day,source\n"
COUNCILS = {"greenshire": "E10000099"}


def read(*rows: str) -> object:
    return read_term_file(HEAD + "\n".join(rows), COUNCILS)


def test_a_row_is_understood() -> None:
    found = read("Greenshire,term,Spring,2027-01-04,12/02/2027,the council's page")
    assert not found.errors
    (row,) = found.rows
    assert (row.authority_code, row.kind, row.name) == ("E10000099", "term", "Spring")
    assert (row.starts_on, row.ends_on) == (date(2027, 1, 4), date(2027, 2, 12))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Elsewhere,term,Spring,2027-01-04,2027-02-12,page", "not a council we know"),
        ("Greenshire,holiday,Spring,2027-01-04,2027-02-12,page", "kind must be"),
        ("Greenshire,term,,2027-01-04,2027-02-12,page", "name must have"),
        ("Greenshire,term,Spring,2027-02-30,2027-03-12,page", "first_day must be a day"),
        ("Greenshire,term,Spring,2027-02-12,2027-01-04,page", "before first_day"),
        ("Greenshire,term,Spring,2027-01-04,2027-07-12,page", "longer than"),
        ("Greenshire,term,Spring,2027-01-04,2027-02-12,", "source must say"),
        ("Greenshire,term", "name must have"),
    ],
)
def test_what_cannot_be_used_is_said_by_line(row: str, said: str) -> None:
    found = read("Greenshire,term,Autumn,2026-09-01,2026-10-20,page", row)
    assert len(found.rows) == 1
    (sentence,) = found.errors
    assert sentence.startswith("Line 3: ")
    assert said in sentence


def test_terms_that_overlap_are_refused_but_closed_days_lie_within_them() -> None:
    term = "Greenshire,term,Spring,2027-01-04,2027-02-12,page"
    assert "overlaps" in read(term, term.replace("01-04", "02-01")).errors[0]
    assert not read(term, "Greenshire,closed,Training,2027-01-19,2027-01-19,page").errors


def test_a_file_without_the_headings_says_which_there_are() -> None:
    assert "must name: authority" in read_term_file("a,b\n1,2", COUNCILS).errors[0]
    assert "no rows" in read_term_file(HEAD, COUNCILS).errors[0]


def test_a_long_file_is_cut_and_says_so() -> None:
    row = "Nowhere,term,x,2027-01-04,2027-02-12,p"
    assert "Only the first" in " ".join(read(*[row] * (MOST_ROWS + 2)).errors)


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(content: str) -> None:
    for text in (content, HEAD + content):
        found = read_term_file(text, COUNCILS)
        assert found.rows or found.errors
