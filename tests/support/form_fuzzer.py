"""Hostile posts and query strings for any form of the site.

fuzz_form(client, "/register", posts=50)                # answers < 500, summary or redirect
hostile_query_strings(client, "/search", ["q", "page"])  # 40 values for each parameter
before = snapshot(db_session)
post_every_column(client, "/profile", {"name": "New"})
assert changes(before, snapshot(db_session)) <= {("users", "name")}
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.extensions import Base
from tests.support.inspecting_client import InspectingClient, let_go_of_the_tests_session
from tests.support.page import Form, Page
from tests.support.proof import IS_LONG

FIRST_SERVER_ERROR = 500
LONG_POSTS = 2000
TOO_LARGE = 413
NASTY_TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "NaN",
    "sNaN",
    "Infinity",
    "9" * 400,
    "2147483648",
    "9223372036854775808",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202eevil\u202c",
    "שלום עולם",
    "line\r\nBcc: all@example.org",
    "\x1b[31m",
    "\u200b",
    "\ufeff",
    "e\u0301" * 50,
    "👩‍👩‍👧‍👦" * 20,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "' OR 1=1 --",
    '"; DROP TABLE users; --',
    "../../etc/passwd",
    "%00",
    "%s%n",
    "=cmd|' /C calc'!A0",
    "//evil.example",
    "javascript:alert(1)",
    "2026-02-30",
    "0000-00-00",
    "99999-12-31",
    "true",
    "[]",
    "{}",
)
FOR_A_DATABASE = frozenset(
    {"NaN", "1e400", "9" * 400, "2147483648", "9223372036854775808", "\x00", "a\x00b", "\ud800"}
    | {"' OR 1=1 --", "2026-02-30", "0000-00-00", "99999-12-31", "-1"}
)
"""What an engine could choke on: enough for the second one every day."""
A_MEGABYTE = "x" * 1_000_000
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def fuzz_form(
    client: InspectingClient,
    url: str,
    posts: int = 50,
    *,
    form: str | None = None,
    is_refusal: Callable[[TestResponse], bool] = lambda answer: False,
) -> None:
    """Post hostile values to a form of the page at this address, 2,000 in the long run.

    Every answer must be below 500; one that shows the page again must have an error summary.
    `is_refusal` names answers that are right as they are, such as a throttle's 429.
    """
    rendered = Page(client.get(url).text).form(form)
    target = rendered.action or url

    @settings(
        max_examples=LONG_POSTS if IS_LONG else _everyday(client, posts),
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(_posts(rendered))
    def post(data: dict[str, list[str]]) -> None:
        answer = client.post(target, data=_encodable(data))
        assert answer.status_code < FIRST_SERVER_ERROR, f"{answer.status} on {_short(data)}"
        is_fine = answer.status_code in (302, 303, TOO_LARGE, 429) or is_refusal(answer)
        assert is_fine or Page(answer.text).error_summary, f"no summary on {_short(data)}"

    post()


def _everyday(client: InspectingClient, posts: int) -> int:
    """Return all on SQLite and a fifth on PostgreSQL, which the same test posts to as well."""
    return posts // 5 if _is_on_postgresql(client) else posts


def _is_on_postgresql(client: InspectingClient) -> bool:
    engine = client.application.extensions.get("database_engine")  # a toy app has none
    return engine is not None and engine.dialect.name == "postgresql"


def _posts(form: Form) -> st.SearchStrategy[dict[str, list[str]]]:
    """Describe posts: each field repeated, missing, as rendered or nasty, and unknown ones."""
    fields = {name: field for name, field in form.fields.items() if name != "csrf_token"}
    values = {
        name: st.lists(_value([*field.offered, *field.values]), max_size=4)
        for name, field in fields.items()
    }
    token = form.fields["csrf_token"].values
    parts = {
        f"{name}-{part}": st.lists(_value(["1"]), max_size=2) for name in fields for part in "0"
    }
    return st.fixed_dictionaries(
        {"csrf_token": st.just(token), **values}, optional=parts | {"unknown": st.just(["x"])}
    )


def _value(known: Iterable[str]) -> st.SearchStrategy[str]:
    usual = st.sampled_from([*known, *NASTY_TEXTS])
    anything = st.text(max_size=300)
    # One value in a hundred is a megabyte: enough to try, rare enough to stay quick.
    rare = st.integers(0, 99).flatmap(lambda n: st.just(A_MEGABYTE) if n == 99 else anything)
    return usual | usual | anything | rare


def _encodable(data: Mapping[str, list[str]]) -> dict[str, list[Any]]:
    """Let lone surrogates through as the bytes a hostile client would send."""
    return {
        name: [value.encode("utf-8", "surrogatepass").decode("latin-1") for value in values]
        if any(map(LONE_SURROGATE.search, values))
        else values
        for name, values in data.items()
    }


def _short(data: Mapping[str, list[str]]) -> str:
    return repr({name: [value[:40] for value in values] for name, values in data.items()})


def hostile_query_strings(client: InspectingClient, url: str, parameters: Iterable[str]) -> None:
    """Ask with each parameter set to 40 hostile values, and twice: no answer of 500 or more.

    Every day PostgreSQL is asked once with each value that an engine could choke on.
    """
    is_short = not IS_LONG and _is_on_postgresql(client)
    values = [each for each in NASTY_TEXTS if not is_short or each in FOR_A_DATABASE]
    for name in parameters:
        for value in values:
            raw = value.encode("utf-8", "surrogatepass")
            for query in ({name: raw}, {name: [raw, raw]})[: 1 if is_short else 2]:
                answer = client.get(url, query_string=query)
                assert answer.status_code < FIRST_SERVER_ERROR, f"{answer.status}: {name}={value!r}"


Snapshot = dict[tuple[str, Any], dict[str, Any]]


def post_every_column(
    client: InspectingClient, url: str, values: Mapping[str, Any], *, form: str | None = None
) -> TestResponse:
    """Submit the form properly, with every column name of every model added as a field."""
    page = client.get(url)
    rendered = Page(page.text).form(form)
    names = {column.key for table in Base.metadata.tables.values() for column in table.columns}
    data = {name: field.values for name, field in rendered.fields.items()} | dict(values)
    foreign = dict.fromkeys(names - set(rendered.fields), "1")
    return client.post(rendered.action or url, data=foreign | data)


def snapshot(session: Session) -> Snapshot:
    """Return every row of every table, by table and primary key."""
    let_go_of_the_tests_session()
    rows: Snapshot = {}
    for table in Base.metadata.sorted_tables:
        keys = [column.key for column in table.primary_key]
        for row in session.execute(select(table)).mappings():
            rows[table.name, tuple(row[key] for key in keys)] = dict(row)
    return rows


def changes(before: Snapshot, after: Snapshot) -> set[tuple[str, str]]:
    """Return the (table, column) pairs whose value differs in a row that was there before."""
    return {
        (table, column)
        for (table, key), row in before.items()
        for column, value in row.items()
        if after.get((table, key), {}).get(column, value) != value
    }
