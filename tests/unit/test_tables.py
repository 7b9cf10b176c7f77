import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.tables import Layout, read_table, recognise_table

COLUMNS = {
    "name": ("supplier name", "name"),
    "category": ("expenditure category",),
    "amount": ("amount", "net amount"),
}


@pytest.fixture
def write(tmp_path):
    def give(content):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return give


def read(path, **options):
    table = read_table(path, COLUMNS, required={"name"}, **options)
    return table, list(table)


def refusal_of(path, **options):
    with pytest.raises(DomainError) as refusal:
        read(path, **options)
    assert refusal.value.field == "file"
    return refusal.value.sentence


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_understood(write, delimiter):
    path = write(delimiter.join(["Name", "Amount"]) + "\n" + delimiter.join(["Baker", "12.50"]))
    _, rows = read(path)
    assert [(row.line, row["name"], row["amount"]) for row in rows] == [(2, "Baker", "12.50")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_usual_encodings_are_understood(write, encoding):
    _, rows = read(write("Name,Amount\nCafé £ – “Zoë”,1\n".encode(encoding)))
    assert rows[0]["name"] == "Café £ – “Zoë”"


def test_headings_are_found_below_a_title_and_when_misspelt(write):
    path = write("Spend over £500\n\nSUPPLIER_NAME,Expenditure Catergory,Net Amount 2018\nA,b,3\n")
    table, rows = read(path)
    assert table.understood == {
        "name": "SUPPLIER_NAME",
        "category": "Expenditure Catergory",
        "amount": "Net Amount 2018",
    }
    assert rows[0].line == 4


def test_a_heading_stands_for_one_field_and_the_rest_are_named(write):
    table, rows = read(write("Name,Name,Colour\nA,B,red\n"))
    assert rows[0]["name"] == "A"
    assert rows[0]["amount"] == ""
    assert not table.has("amount")
    assert table.ignored == ["Colour"]


def test_short_rows_are_filled_and_wide_ones_rejected(write):
    table, rows = read(write("Name,Amount\nA\n\n  ,\nB,1,,\nC,1,2\n"))
    assert [row["name"] for row in rows] == ["A", "B"]
    assert table.rejected.lines() == ["Line 6: has 3 cells where the heading has 2"]


def test_formulas_and_money_stay_the_text_they_were(write):
    _, rows = read(write('Name,Amount\n=1+1,"£1,200.00"\n'))
    assert (rows[0]["name"], rows[0]["amount"]) == ("=1+1", "£1,200.00")


def test_cells_may_hold_lines_and_the_line_of_a_row_is_its_first(write):
    _, rows = read(write('Name,Amount\n"A\nB",1\nC,2\n'))
    assert [(row.line, row["name"]) for row in rows] == [(2, "A\nB"), (4, "C")]


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\u202e", "\ufffe"])
def test_a_row_that_is_not_text_is_rejected_alone(write, bad):
    table, rows = read(write("Name,Amount\n" + "Good,1\n" * 50 + f"B{bad}d,2\nLast,3\n"))
    assert rows[-1]["name"] == "Last"
    assert table.rejected.lines() == ["Line 52: holds characters that are not text"]


def test_a_quotation_mark_never_closed_does_not_swallow_the_file_in_silence(write):
    table, rows = read(write('Name,Amount\nA,1\n"B,2\n' + "C,3\n" * 200))
    assert [row["name"] for row in rows] == ["A"]
    assert "never closed" in table.rejected.lines()[0]


def test_the_first_twenty_rejections_are_told_and_the_rest_counted(write):
    table, _ = read(write("Name\n" + "a,b\n" * 25))
    assert table.rejected.count == 25
    assert len(table.rejected.lines()) == 21
    assert table.rejected.lines()[-1] == "and 5 more"


def test_a_table_can_be_read_again_from_the_top(write):
    table, rows = read(write("Name\nA\na,b\n"))
    assert list(table) == rows
    assert table.rejected.count == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04rest", "This is a spreadsheet: save it as CSV first"),
        (bytes(range(256)) * 50, "The file is not a table in text, such as CSV"),
        (b"x" * 2_000_000, "Line 1 of the file is too long to be a row"),
        ("a," * 10_000, "The file has 10,001 columns; at most 200 can be read"),
        ("Colour,Size\nred,1\n", "The columns needed were not found"),
        ('{"type": "FeatureCollection"}', "The columns needed were not found"),
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(write, content, sentence):
    assert refusal_of(write(content)).startswith(sentence)


def test_a_file_of_a_gigabyte_is_refused_by_its_size_unread(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1024**3)
    assert refusal_of(path) == "The file is too big: at most 256 MB can be read"


def test_what_cannot_be_opened_is_refused(tmp_path):
    assert refusal_of(tmp_path / "missing.csv").startswith("The file cannot be read")
    assert refusal_of(tmp_path).startswith("The file cannot be read")


def test_a_heading_known_to_another_layout_is_no_misspelling(write):
    """`n_postcodes` is nearly `postcode`, which must not make outward codes a postcode list."""
    layouts = [
        Layout("postcodes", {"postcode": ("postcode",)}, {"postcode"}),
        Layout("outcodes", {"outcode": ("outcode",), "count": ("n_postcodes",)}, {"outcode"}),
    ]
    assert recognise_table(write("outcode,n_postcodes\nOX4,9\n"), layouts).layout is layouts[1]


@given(content=st.binary(max_size=400))
def test_no_file_breaks_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "table.csv"
    path.write_bytes(b"Name,Amount\n" + content)
    try:
        read(path)
    except DomainError as refusal:
        assert refusal.sentence
