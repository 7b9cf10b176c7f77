"""Term dates: a broker looks at rows before they are loaded; a command does the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from brokerage.places.models import Authority
from brokerage.scheduling.cli import load_terms
from brokerage.scheduling.models import TermDate
from tests.factories.accounts import make_user
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow

ROWS = (
    "authority,kind,name,first_day,last_day,source\n"
    "Greenshire,term,Spring,2027-01-04,2027-02-12,an invented page\n"
    "Greenshire,closed,Training,2027-01-19,2027-01-19,an invented page"
)


@pytest.fixture
def council(db_session: Database) -> Authority:
    authority = Authority(
        code="E10000099",
        slug="greenshire",
        name="Greenshire County Council",
        short_name="Greenshire",
        kind="county",
        is_in_area=True,
    )
    db_session.add(authority)
    db_session.commit()
    return authority


@pytest.fixture
def broker(council: Authority, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(make_user(is_broker=True))


def count(database: Database) -> int:
    return database.scalar(select(func.count()).select_from(TermDate)) or 0


def test_rows_are_shown_then_loaded_and_loaded_again_without_doubles(
    broker: InspectingClient, db_session: Database
) -> None:
    assert "No term dates are loaded" in broker.get("/broker/term-dates").text
    for _ in range(2):
        page = broker.submit(broker.get("/broker/term-dates/add"), {"rows": ROWS})
        assert "2 rows can be used" in page.text
        page = follow(broker, broker.submit(page, {}, form="Load these rows"))
        assert "2 rows are loaded" in page.text
        assert count(db_session) == 2
    assert "an invented page" in page.text


def test_nothing_is_loaded_while_a_row_is_wrong(
    broker: InspectingClient, db_session: Database
) -> None:
    wrong = ROWS + "\nElsewhere,term,Spring,2027-01-04,2027-02-12,a page"
    page = broker.submit(broker.get("/broker/term-dates/add"), {"rows": wrong})
    assert "Line 4: “Elsewhere” is not a council we know." in page.text
    token = broker.csrf_token(page)
    answer = broker.post("/broker/term-dates/load", data={"rows": wrong, "csrf_token": token})
    assert "Nothing is loaded until every row" in answer.text
    assert count(db_session) == 0


def test_the_command_previews_and_loads(
    app: Flask, council: Authority, db_session: Database, tmp_path: Path
) -> None:
    file = tmp_path / "terms.csv"
    file.write_text(ROWS, encoding="utf-8")
    run = app.test_cli_runner().invoke
    assert "2 rows can be loaded" in run(load_terms, [str(file), "--preview"]).output
    assert count(db_session) == 0
    assert "2 rows are loaded" in run(load_terms, [str(file)]).output
    db_session.expire_all()
    assert count(db_session) == 2
    file.write_bytes(b"\xff\xfe\x00")
    assert run(load_terms, [str(file)]).exit_code != 0


def test_the_form_takes_anything(broker: InspectingClient) -> None:
    fuzz_form(broker, "/broker/term-dates/add", posts=50)
