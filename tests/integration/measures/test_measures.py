"""Measures: loaded by file, listed, and chosen by each authority."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.extensions import utcnow
from brokerage.measures.models import AuthorityMeasure, Measure, MeasureValue
from brokerage.measures.queries import list_set
from brokerage.measures.service import load_measures, load_reference_measures
from brokerage.permissions import SYSTEM
from tests.factories.accounts import make_user
from tests.factories.measures import make_measure, make_value
from tests.factories.organisations import make_member, make_organisation
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.statements import count_statements

HEADING = "Framework,Version,From,Code,Label,Unit,Theme,Value,Value year,Value source\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "measures.csv"
    path.write_text(HEADING + "\n".join(rows), encoding="utf-8")
    return path


def test_the_labels_that_ship_have_public_values_only(db_session: Session) -> None:
    loaded = load_reference_measures()
    assert (loaded.measures, loaded.values, list(loaded.rejected)) == (18, 5, [])
    assert not load_reference_measures().measures
    valued = {
        each.code: [value.source for value in each.values]
        for each in db_session.scalars(select(Measure))
        if each.values
    }
    assert valued.keys() == {"NT15", "NT17", "NT29"}
    assert all(valued.values())


def test_what_cannot_be_used_is_listed_and_the_rest_is_loaded(
    db_session: Session, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "mine,1,2026-01-01,AB1,Hours given,hours,Neighbours,12.50,2025,A council",
        "mine,1,2026-01-01,AB2,Trees,trees,Green,4,2025,",
        "mine,1,2026-01-01,AB1,Other words,hours,Neighbours,,,",
        "mine,1,soon,AB3,Trees,trees,Green,,,",
    )
    loaded = load_measures(SYSTEM, path)
    assert (loaded.measures, loaded.values) == (1, 1)
    said = " ".join(loaded.rejected)
    for reason in ("without a source", "load it as a new version", "not a day"):
        assert reason in said


def test_a_new_version_stands_beside_the_old(db_session: Session, tmp_path: Path) -> None:
    row = "mine,{},2026-01-01,AB1,Hours given,{},Neighbours,,,"
    load_measures(SYSTEM, write(tmp_path, row.format("1", "hours")))
    load_measures(SYSTEM, write(tmp_path, row.format("2", "days")))
    assert sorted(db_session.scalars(select(Measure.unit))) == ["days", "hours"]


def test_the_command_says_what_it_did(app: Flask, db_session: Session, tmp_path: Path) -> None:
    path = write(
        tmp_path, "mine,1,2026-01-01,AB1,Hours given,hours,Neighbours,12.50,2025,A council"
    )
    run = app.test_cli_runner()
    first = run.invoke(args=["brokerage", "load-measures", str(path)])
    assert "Added 1 measures and 1 values" in first.output
    assert "as they were" in run.invoke(args=["brokerage", "load-measures", str(path)]).output
    missing = run.invoke(args=["brokerage", "load-measures", str(tmp_path / "none.csv")])
    assert missing.exit_code == 1


@pytest.mark.parametrize("wrong", [{"source": ""}, {"pence": 0}, {"year": 1999}])
def test_the_database_takes_no_value_without_a_source(
    db_session: Session, wrong: dict[str, object]
) -> None:
    make_value(make_measure())
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(MeasureValue).values(**wrong))


def test_a_buyer_chooses_sets_and_weights(
    db_session: Session, sign_in_as: Callable[..., InspectingClient]
) -> None:
    buyer, council = make_user(), make_organisation(kind="authority", wants=[])
    make_member(council, buyer, "buyer")
    measure = make_measure(code="NT17")
    make_value(measure)
    client = sign_in_as(buyer)
    page = f"/organisations/{council.id}/measures"
    listed = client.get(page)
    assert "Not used" in listed.text
    edit = client.get(f"{page}/{measure.id}")
    assert "£16.93 in 2025 (A county council)" in edit.text
    client.submit(edit, {"sets": ["light"], "weight": "3"})
    assert "Master and Light set" in client.get(page).text
    today = utcnow().date()
    assert [each.weight for each in list_set(council.id, "master", today)] == [3]
    client.submit(client.get(f"{page}/{measure.id}"), {"sets": ["master"], "weight": "1"})
    assert not list_set(council.id, "light", today)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(AuthorityMeasure).values(weight=4))
    fuzz_form(client, f"{page}/{measure.id}", posts=20)
    hostile_query_strings(client, page, ["page"])


def test_a_page_costs_the_same_for_many(
    db_session: Session, sign_in_as: Callable[..., InspectingClient]
) -> None:
    client = sign_in_as(make_user(is_broker=True))
    assert "No measures yet" in client.get("/measures").text
    make_value(make_measure())
    few = count_statements(client, "/measures")
    for _ in range(60):
        make_value(make_measure())
    assert count_statements(client, "/measures") == few <= 15
    assert "Next" in client.get("/measures").text
