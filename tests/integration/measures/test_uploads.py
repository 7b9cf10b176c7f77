"""Measures from a file in the browser: looked at first, and nothing is ever written over."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.extensions import utcnow
from brokerage.measures.models import AuthorityMeasure, Measure, MeasureFramework, MeasureValue
from brokerage.measures.queries import list_measures_on, list_set
from tests.factories.accounts import make_user
from tests.factories.measures import make_choice
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

HEADING = "Framework,Version,From,Code,Label,Unit,Theme,Value,Value year,Value source\n"
HOURS = "mine,1,2026-01-01,AB1,Hours given,hours,Neighbours,12.50,2025,A council"
TREES = "mine,1,2026-01-01,AB2,Trees planted,trees,Green,,,"
DAYS = "mine,1,2026-01-01,AB1,Days given,days,Neighbours,90,2026,A council"


@pytest.fixture
def ada(db_session: Session, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return an administrator's client."""
    return sign_in_as(make_user(is_broker=True, is_administrator=True))


def send(client: InspectingClient, *rows: str) -> TestResponse:
    """Send a file and return the page that shows how it was understood."""
    page = client.get("/measures/upload")
    content = (HEADING + "\n".join(rows)).encode()
    return follow(client, client.submit(page, {"file": (BytesIO(content), "measures.csv")}))


def in_words(page: TestResponse) -> str:
    return Page(page.text).text


def test_what_is_new_is_shown_before_it_is_loaded(
    ada: InspectingClient, db_session: Session
) -> None:
    preview = send(ada, HOURS, TREES, "mine,1,2026-01-01,AB3,Bees,bees,Green,4,2025,")
    assert "New 2" in in_words(preview)
    assert "Line 4 has a value without a source" in in_words(preview)
    assert not db_session.scalar(select(func.count()).select_from(Measure))
    ada.submit(preview)
    assert sorted(db_session.scalars(select(Measure.code))) == ["AB1", "AB2"]
    again = send(ada, HOURS, TREES)
    assert "There is nothing to import" in again.text


def test_a_change_begins_a_new_version_and_loses_nothing(
    ada: InspectingClient, db_session: Session
) -> None:
    ada.submit(send(ada, HOURS, TREES))
    council, buyer = make_organisation(kind="authority"), make_user()
    for measure in db_session.scalars(select(Measure)):
        make_choice(council, measure, buyer)
    db_session.commit()
    preview = send(ada, DAYS, "mine,1,2026-01-01,AB2,Trees planted,trees,Green,4,2026,A council")
    assert "Changed 1" in in_words(preview)
    today = utcnow().date()
    begins = today + timedelta(days=7)
    parts = zip(("day", "month", "year"), (begins.day, begins.month, begins.year), strict=True)
    typed = {f"from_on-{name}": str(part) for name, part in parts}
    ada.submit(preview, {"version": "2", **typed})
    assert {each.label for each in list_measures_on(today)} == {"Hours given", "Trees planted"}
    later = {each.code: each for each in list_measures_on(begins)}
    assert {code: each.label for code, each in later.items()} == {
        "AB1": "Days given",
        "AB2": "Trees planted",
    }
    values = {(value.pence, value.year) for value in later["AB1"].values}
    assert values == {(1250, 2025), (9000, 2026)}
    assert [value.pence for value in later["AB2"].values] == [400]
    old = db_session.scalars(select(MeasureFramework).where(MeasureFramework.version == "1")).one()
    assert old.to_on == begins - timedelta(days=1)
    assert len(list_set(council.id, "master", begins)) == 2
    assert db_session.scalar(select(func.count()).select_from(AuthorityMeasure)) == 4
    kept = select(func.count()).select_from(MeasureValue).join(Measure)
    assert db_session.scalar(kept.where(Measure.framework_id == old.id)) == 1


def test_a_new_version_cannot_reach_back_or_take_a_name_twice(
    ada: InspectingClient, db_session: Session
) -> None:
    ada.submit(send(ada, HOURS))
    preview, day = send(ada, DAYS), utcnow().date() - timedelta(days=1)
    parts = zip(("day", "month", "year"), (day.day, day.month, day.year), strict=True)
    early = {f"from_on-{name}": str(part) for name, part in parts}
    answer = ada.submit(preview, {"version": "2", **early})
    assert Page(answer.text).error_summary == ["A new version can begin today at the earliest"]
    day = utcnow().date()
    parts = zip(("day", "month", "year"), (day.day, day.month, day.year), strict=True)
    now = {f"from_on-{name}": str(part) for name, part in parts}
    answer = ada.submit(preview, {"version": "1", **now})
    assert Page(answer.text).error_summary == ["There is a version of this name already"]
    assert not list(db_session.scalars(select(Measure.label).where(Measure.unit == "days")))


def test_lines_that_contradict_each_other_are_listed(ada: InspectingClient) -> None:
    preview = send(ada, HOURS, DAYS, HOURS)
    words = in_words(preview)
    assert "Line 3 says something else of this measure than a line above" in words
    assert "Line 4 is there twice in this file" in words


def test_a_file_is_imported_once(ada: InspectingClient) -> None:
    preview = send(ada, HOURS)
    ada.submit(preview)
    assert "This file was imported" in ada.submit(preview).text


def test_what_is_no_table_is_refused(ada: InspectingClient) -> None:
    page = ada.get("/measures/upload")
    for content in (b"\x00\x01\x02", b"", b"name,colour\nOak,green\n"):
        answer = ada.submit(page, {"file": (BytesIO(content), "measures.csv")})
        assert len(Page(answer.text).error_summary) == 1


def test_forms_take_whatever_is_sent(ada: InspectingClient) -> None:
    fuzz_form(ada, "/measures/upload", posts=8)
    ada.submit(send(ada, HOURS))
    fuzz_form(ada, send(ada, DAYS).request.path, posts=8)
