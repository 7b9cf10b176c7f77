"""Columns of any heading, order and spelling; rows that are payments and rows that are none."""

from datetime import date
from typing import Any

import pytest

from brokerage.errors import DomainError
from brokerage.spend.rules.columns import Understanding, correct, understand
from brokerage.spend.rules.headings import Field
from brokerage.spend.rules.payments import TAKEN_OUT, PaymentReader

TODAY = date(2026, 11, 28)


def table(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


def named(*lines: str) -> dict[str, str]:
    return dict(understand(table(*lines), TODAY).named)


def read(*lines: str, **given: Any) -> tuple[list[Any], PaymentReader]:
    rows = table(*lines)
    found = understand(rows, TODAY)
    reader = PaymentReader(found, TODAY, **given)
    body = rows[found.heading_at + 1 :]
    return list(
        reader.read(enumerate(body, found.heading_at + 2)),
    ), reader


def test_names_that_councils_use_are_known() -> None:
    assert named(
        "Body Name|Effective Date|Directorate|Supplier (T)|Supplier ID|Transaction No|Net Amount"
        "|Irrecoverable VAT|Merchant Category|Redacted",
        "X|03/04/2020|Env|ABC LTD|12|T1|100.00|20.00|Fuel|",
        "X|13/04/2020|Env|ABD LTD|13|T2|110.00|20.00|Fuel|Yes",
    ) == {
        "supplier": "Supplier (T)",
        "amount": "Net Amount",
        "date": "Effective Date",
        "service": "Directorate",
        "category": "Merchant Category",
        "transaction": "Transaction No",
        "redacted": "Redacted",
    }


def test_misspelt_names_are_forgiven() -> None:
    found = understand(
        table(
            "Suplier Nmae|Amout (£)|Payment Dte|Departmnt|Expenditure Catergory",
            "A LTD|£1,000.00|2020-01-01|Env|Fuel",
            "B LTD|(£1,000.00)|2020-01-02|Env|Paper",
        ),
        TODAY,
    )
    assert list(found.columns.values()) == [0, 1, 2, 3, 4]
    assert "close to a name" in found.how[Field.SUPPLIER]


@pytest.mark.parametrize("heading", ["Amount (exc VAT)", "Net Amount", "Amount excluding VAT"])
def test_sums_without_vat_come_first(heading: str) -> None:
    found = understand(
        table(f"Payee|Gross Amount|VAT|{heading}|Date", "A|120|20|100|1/2/20"), TODAY
    )
    assert found.named["amount"] == heading
    assert "without VAT come first" in found.how[Field.AMOUNT]


def test_headings_that_say_nothing_are_understood_by_what_stands_below() -> None:
    found = understand(
        table("foo|bar|baz", "A LTD|100.00|2020-01-01", "B PLC|99.10|2020-03-01"), TODAY
    )
    assert found.columns == {"supplier": 0, "amount": 1, "date": 2}
    assert "We do not know its heading" in found.how[Field.SUPPLIER]


def test_lines_above_the_heading_are_passed_over() -> None:
    found = understand(
        table("Spend over £500", "", "Quarter|1|2020", "Supplier|Amount", "A|1.00"), TODAY
    )
    assert found.heading_at == 3


def test_a_column_of_no_days_is_said_to_be_none() -> None:
    payments, reader = read(
        "Paid Date|Supplier|Amount", "00:00:00|Fernlea|1.00", quarter_on=date(2014, 4, 1)
    )
    assert not reader.understanding.has_days
    assert "do not fit" in reader.understanding.notes[0]
    assert payments[0].quarter_on == date(2014, 4, 1)
    assert payments[0].paid_on is None


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(DomainError, match="no row of headings"):
        understand(table("just words"), TODAY)


def test_a_person_corrects_what_was_understood() -> None:
    found = understand(table("Payee|Sum|Note", "A|1.00|x"), TODAY)
    after = correct(found, {"supplier": 2, "amount": 1})
    assert after.how["supplier"] == "Chosen by a person."
    for wrong, field in (
        ({"supplier": 0}, "amount"),
        ({"supplier": 0, "amount": 0}, "supplier"),
        ({"supplier": 0, "amount": 9}, "amount"),
    ):
        with pytest.raises(DomainError) as refusal:
            correct(found, wrong)
        assert refusal.value.field == field


def reasons(reader: PaymentReader) -> list[str]:
    return [each.reason.partition(":")[0] for each in reader.rejected]


def test_rows_that_are_no_payments_are_told_with_a_reason() -> None:
    payments, reader = read(
        "Supplier|Amount|Date|Ref",
        "Fernlea|1.00|01/04/2020|1",
        "Fernlea|1.00|01/04/2020|1",
        "Fernlea|many|01/04/2020|2",
        "Fernlea||01/04/2020|3",
        "Fernlea|2.00|31/02/2020|4",
        "Fernlea|2.00|01/01/1950|5",
        "Fernlea|2.00||6",
        "|2.00|01/04/2020|7",
        "Supplier|Amount|Date|Ref",
        "Total|9.00",
        "|9.00||Grand total",
        "Total Gas & Power Ltd|3.00|02/04/2020|8",
    )
    assert [each.supplier for each in payments] == ["Fernlea", "Total Gas & Power Ltd"]
    assert reasons(reader) == [
        "Is the same in every cell as line 2",
        "The sum cannot be read",
        "Has no sum",
        "The date cannot be read",
        "The date cannot be right",
        "Has no date",
        "Says no supplier",
        "Is the row of headings again",
        "Is a total of other rows, not a payment",
        "Is a total of other rows, not a payment",
    ]
    assert reader.count == reader.accepted + reader.rejected_count == 12


def test_credits_net_out_and_names_that_were_taken_out_are_counted() -> None:
    _, reader = read(
        "Supplier|Amount|Redacted",
        "Fernlea|5.00|",
        "Fernlea|(2.00)|",
        "Fernlea Carers|1.00|Yes",
        "|1.00|Y",
        "REDACTED|1.00|No",
    )
    assert (reader.total_pence, reader.unnamed, reader.unnamed_pence) == (600, 3, 300)


def test_a_person_in_a_refused_row_is_not_kept() -> None:
    _, reader = read(
        "Supplier|Amount", "A Ltd|1.00", "B Ltd|1.00", "Mrs T Ashdown|none", "Fernlea|none"
    )
    assert [each.cells[0] for each in reader.rejected] == [TAKEN_OUT, "Fernlea"]


def test_the_same_payment_in_another_layout_has_the_same_key() -> None:
    one, _ = read("Supplier|Amount|Date|Ref", "Fernlea Ltd|1000.00|03/04/2020|7")
    other, _ = read("Ref|Date|Net Amount|Payee", "7|3 Apr 2020|£1,000|FERNLEA LIMITED")
    assert one[0].row_key == other[0].row_key


def test_an_understanding_lacks_what_was_not_found() -> None:
    found: Understanding = understand(table("Payee|Note", "A Ltd|x"), TODAY)
    assert not found.is_complete
