"""Files of every kind and some that are none: read in bounds, or refused in a sentence."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from brokerage.errors import DomainError
from brokerage.spend.rules import sources, workbooks
from brokerage.spend.service.reading import read_file
from tests.unit.spend.workbooks import MAIN, write_workbook

TODAY = date(2026, 11, 28)
LINES = """Title

Supplier,Amount (£),Date
Café Ltd,"£1,000.00",03/04/2020
Fernlea Ltd,(2.00),04/04/2020
"""
FIRST = [4, ["Café Ltd", "£1,000.00", "03/04/2020"]]


@pytest.mark.parametrize(
    "raw",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("cp1252"),
        LINES.encode("utf-16"),
        LINES.encode("utf-16-le"),
        LINES.replace("\n", "\r\n").encode(),
        LINES.replace(",", ";").replace("1;000", "1,000").encode(),
        LINES.replace(",", "\t").replace("1\t000", "1,000").encode(),
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "no-mark", "crlf", "semicolon", "tab"],
)
def test_text_is_read_in_any_encoding(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "spend.csv"
    path.write_bytes(raw)
    file = read_file(path, TODAY)
    assert list(file.rows())[0] == FIRST
    assert file.understanding.columns == {"supplier": 0, "amount": 1, "date": 2}


def test_a_workbook_is_read_on_the_sheet_that_has_spend(tmp_path: Path) -> None:
    rows = [
        ["Payments over £500"],
        [],
        ["Payment Date", "Payee", "Net Amount", "Purpose"],
        [42828, "Fernlea & Co <Ltd>", 1137.16, None],
        [42829, "Otterbourne", "=B1*2", "Paving"],
    ]
    file = read_file(write_workbook(tmp_path / "a.xlsx", rows), TODAY)
    assert file.understanding.named["date"] == "Payment Date"
    assert list(file.rows()) == [
        [4, ["42828", "Fernlea & Co <Ltd>", "1137.16"]],
        [5, ["42829", "Otterbourne", "12.5", "Paving"]],
    ]


def test_days_of_an_old_mac_are_told(tmp_path: Path) -> None:
    rows = [["Date", "Payee", "Amount"], [41366, "Fernlea", 1.5]]
    file = read_file(write_workbook(tmp_path / "a.xlsx", rows, is_from_1904=True), TODAY)
    assert file.understanding.style.is_from_1904


def refusal(path: Path) -> str:
    with pytest.raises(DomainError) as refused:
        read_file(path, TODAY)
    return refused.value.sentence


def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path: Path) -> None:
    bomb = [("xl/media/bomb.bin", b"\0" * (workbooks.SMALL_PART + 1))]
    path = write_workbook(tmp_path / "a.xlsx", [["Payee", "Amount"], ["A", 1.5]], extra=bomb)
    assert refusal(path) == workbooks.TOO_BIG


def test_a_bomb_that_lies_is_refused_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["Payee", "Amount"], *[["A", 1.5]] * 9_000])
    monkeypatch.setattr(workbooks, "MOST_TEXT_BYTES", 1_000)
    assert refusal(path) == workbooks.TOO_BIG


def test_entities_are_refused(tmp_path: Path) -> None:
    xml = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert refusal(write_workbook(tmp_path / "a.xlsx", [], sheet_xml=xml)) == workbooks.DAMAGED


def test_a_sheet_too_wide_is_refused(tmp_path: Path) -> None:
    xml = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="NTP1"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    assert "200 columns" in refusal(write_workbook(tmp_path / "a.xlsx", [], sheet_xml=xml))


@pytest.mark.parametrize("cut", [4, 60, 400])
def test_a_damaged_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    whole = write_workbook(tmp_path / "a.xlsx", [["Payee", "Amount"], ["A", 1.5]]).read_bytes()
    path = tmp_path / "b.xlsx"
    path.write_bytes(whole[:cut])
    assert refusal(path) == workbooks.DAMAGED


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(path) == workbooks.DAMAGED


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"%PDF-1.7\n\x00\x01\x02\xff", "not a table"),
        (b",".join([b"a"] * 10_000) + b"\n1,2", "10,000 columns"),
        (b"just words\nand more", "no row of headings"),
        (b"Supplier,Amount\n", "no rows"),
        (b"x" * 2_000_000, "too long"),
    ],
    ids=["empty", "blank", "xls", "pdf", "wide", "prose", "heading", "line"],
)
def test_what_is_no_spend_file_is_refused(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "spend.csv"
    path.write_bytes(raw)
    assert sentence in refusal(path)


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    with path.open("wb") as file:
        file.truncate(1024**3)
    assert "too big" in refusal(path)


def test_a_file_of_too_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_ROWS", 4_000)
    path = tmp_path / "spend.csv"
    path.write_text("Supplier,Amount\n" + "A Ltd,1.00\n" * 4_000)
    assert "more than 4,000 rows" in refusal(path)
