"""Contract notices with suppliers: how they are read, split by time and measured."""

import csv
import json

import pytest

from matching.__main__ import main
from matching.contract_set import holds_contracts, load_contracts, supplier_key
from matching.evaluate_contracts import evaluate_contracts

ROWS = [
    ("2020-01-01", "Boiler repair", "in schools", "Warm Homes Ltd"),
    ("2020-01-02", "Grounds", "hedges and lawns", "GREEN & SONS | Warm Homes Limited."),
    ("2020-01-03", "Catering", "for meetings", "Casa Ana|[individual supplier, name removed]"),
    ("2020-02-01T10:00:00Z", "School boilers", "repair and service", "warm homes limited"),
    ("2020-02-02", "Meeting catering", "vegan", "Casa Ana"),
    ("2020-02-03", "Bridges", "steel", "Nobody Known plc"),
    ("2020-02-04", "Not let yet", "", ""),
]


def write(folder, rows, columns=("date", "title", "description", "suppliers")):
    with (folder / "notices.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return folder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "spend.csv").write_text("supplier,amount\nWarm Homes,1\n", encoding="utf-8")
    return write(tmp_path, ROWS)


def test_names_of_one_supplier_are_one():
    assert supplier_key(" Warm  Homes Limited. ") == supplier_key("WARM HOMES LTD") != ""
    assert supplier_key("Green & Sons") == "green and sons"
    assert supplier_key("[individual supplier, name removed]") == ""


def test_the_past_ends_before_the_first_contract_asked_for(folder):
    found = load_contracts(folder)
    assert found.since.isoformat() == "2020-02-01"
    assert found.past == {
        "casa ana": ("Catering. for meetings",),
        "green and sons": ("Grounds. hedges and lawns",),
        "warm homes ltd": ("Boiler repair. in schools", "Grounds. hedges and lawns"),
    }
    assert list(found.judged.queries.values()) == [
        "School boilers. repair and service",
        "Meeting catering. vegan",
    ]
    assert list(found.judged.relevance.values()) == [{"warm homes ltd": 1.0}, {"casa ana": 1.0}]
    assert found.newcomers == {"1"}
    texts = {supplier: text for supplier, _, text in found.judged.corpus}
    assert texts["warm homes ltd"] == "Boiler repair. in schools. Grounds. hedges and lawns"


def test_contracts_of_one_day_are_all_past_or_all_later(tmp_path):
    rows = [
        ("2020-01-01", "First", "", "A"),
        *[("2020-01-02", f"Next {n}", "", "A") for n in "xyz"],
    ]
    found = load_contracts(write(tmp_path, rows), past_share=0.6)
    assert found.past == {"a": ("First",)}
    assert len(found.judged.queries) == 3


def test_figures_beside_the_concatenated_profile(folder):
    figures = evaluate_contracts(folder)
    assert (figures["queries"], figures["suppliers"], figures["past_contracts"]) == (2, 3, 3)
    assert figures["ndcg@10"] == figures["mrr@10"] == figures["recall@100"] == 1
    for part, queries in (("over_bm25", 2), ("newcomers", 1), ("others", 1)):
        assert figures[part]["queries"] == queries
        assert figures[part]["ratio"] == 1
        assert figures[part]["ndcg@10_gain"] == figures[part]["mrr@10_gain"] == [0, 0]
    assert figures["baselines"]["bm25"]["ndcg@10"] == figures["over_bm25"]["bm25_ndcg@10"] == 1
    json.dumps(figures, allow_nan=False)


def test_without_newcomers_their_figures_are_null(tmp_path):
    rows = [(f"2020-01-0{n}", f"Boiler {n}", "", "Warm Homes") for n in range(1, 6)]
    rows.insert(0, ("2020-01-01", "Hedges", "", "Green"))
    figures = evaluate_contracts(write(tmp_path, rows))
    assert figures["newcomers"] is None
    assert figures["others"]["queries"] == 3


def test_the_command_takes_folders_and_files_of_contracts(folder, capsys):
    assert main(["evaluate", str(folder), str(folder / "notices.csv")]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["queries"] for line in lines] == [2, 2]


def test_what_is_no_folder_of_contracts_is_taken_for_a_labelled_set(folder, tmp_path):
    assert holds_contracts(folder)
    (folder / "corpus.jsonl").write_text("", encoding="utf-8")
    assert not holds_contracts(folder)
    assert not holds_contracts(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("soon", "Boilers", "", "Warm Homes")], "line 2"),
        ([("2020-01-01", "Boilers", "", "")], "no contract with a supplier"),
        ([("2020-01-01", "Boilers", "", "A"), ("2020-01-02", "Hedges", "", "B")], "no later"),
    ],
)
def test_what_cannot_be_measured_gets_one_line(tmp_path, capsys, rows, fault):
    assert main(["evaluate", str(write(tmp_path, rows))]) == 2
    assert fault in capsys.readouterr().err


@pytest.mark.parametrize("share", [0, 1, float("nan")])
def test_a_past_that_is_no_part_is_refused(folder, share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        load_contracts(folder, past_share=share)
