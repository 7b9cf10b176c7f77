"""The page inspection, the client and the recorder are seen to fail on small bad samples."""

from pathlib import Path

import pytest
from flask import Flask, request
from jinja2 import DictLoader

from tests.conventions import access_matrix
from tests.conventions.access_roles import Access, Role
from tests.conventions.access_table import ACCESS
from tests.support import template_recorder
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import PageError
from tests.support.page_rules import inspect

GOOD_BODY = """<main><h1>Find help</h1><h2 id="more">More</h2><a href="/">Home</a>
<a href="#more">More</a> <img src="/static/mark.svg" alt="">
<form method="post" action="/"><input type="hidden" name="csrf_token" value="t">
<label for="q">Search</label><input id="q" name="q"><button>Find</button></form></main>"""
GOOD_PAGE = (
    '<!doctype html><html lang="en-GB"><head><title>Find help – Site</title></head>'
    f"<body>{GOOD_BODY}</body></html>"
)
BAD_PAGES = [
    ("valid_html", "<h2", "<p><div></p><h2"),
    ("language", ' lang="en-GB"', ""),
    ("one_main", "</main>", "</main><main></main>"),
    ("one_h1", "</main>", "<h1>Another</h1></main>"),
    ("title", "<title>Find", "<title>Site – Find"),
    ("title", "</main>", '<div class="govuk-error-summary"><ul><li>No</li></ul></div></main>'),
    ("headings_do_not_skip", '<h2 id="more">More</h2>', '<h3 id="more">More</h3>'),
    ("unique_ids", "</main>", '<p id="more"></p></main>'),
    ("references", "</main>", '<p aria-describedby="nothing"></p></main>'),
    ("labels", '<label for="q">Search</label>', ""),
    ("labels", '<label for="q">Search</label>', '<label for="q"></label>'),
    ("labels", "</form>", '<select name="kind"></select></form>'),
    ("names", ">Home<", "><"),
    ("csrf_tokens", 'name="csrf_token"', 'name="token"'),
    ("csrf_tokens", 'value="t"', 'value=""'),
    ("nothing_inline", "</main>", "<script>alert(1)</script></main>"),
    ("nothing_inline", "</main>", "<style>p {}</style></main>"),
    ("nothing_inline", "<h1>", '<h1 style="color: red">'),
    ("nothing_inline", "<h1>", '<h1 onclick="go()">'),
    ("nothing_inline", 'href="/"', 'href="javascript:go()"'),
    ("alternative_texts", ' alt=""', ""),
    ("links", 'href="/"', 'href="/nowhere"'),
    ("links", 'href="#more"', 'href="#nothing"'),
    ("links", 'action="/"', 'action="/only-read"'),
    ("links", "mark.svg", "no-such-picture.svg"),
]


@pytest.fixture
def toy() -> Flask:
    """Return a small app whose one page is `page`, with a form that takes what it is sent."""
    static = Path(__file__).resolve().parents[2] / "static"
    toy = Flask("toy", static_folder=str(static), static_url_path="/static")
    toy.test_client_class = InspectingClient
    toy.page = GOOD_PAGE
    toy.add_url_rule("/", "show_home", lambda: toy.page, methods=["GET", "POST"])
    toy.add_url_rule("/only-read", "show_more", lambda: toy.page)
    return toy


def test_a_good_page_passes(toy: Flask) -> None:
    inspect(GOOD_PAGE, toy, "/")


@pytest.mark.parametrize(("rule", "before", "after"), BAD_PAGES)
def test_a_bad_page_names_its_rule(toy: Flask, rule: str, before: str, after: str) -> None:
    assert before in GOOD_PAGE
    with pytest.raises(PageError, match=rf"\n  {rule}: "):
        inspect(GOOD_PAGE.replace(before, after, 1), toy, "/")


def test_the_client_inspects_what_it_fetches(toy: Flask) -> None:
    toy.page = GOOD_PAGE.replace("<h1>", "<h4>")
    with pytest.raises(PageError, match="one_h1"):
        toy.test_client().get("/")


def test_what_was_found_good_is_looked_at_again_once_it_has_changed(toy: Flask) -> None:
    client = toy.test_client()
    client.get("/")
    toy.page = GOOD_PAGE.replace('value="t"', 'value="another-token"')
    client.get("/")
    toy.page = GOOD_PAGE.replace("</h1>", "!</h4>")
    for _ in range(2):  # a fault is never remembered as good
        with pytest.raises(PageError):
            client.get("/")


def test_a_fragment_is_not_asked_for_a_whole_page(toy: Flask) -> None:
    toy.page = "<p>Three results</p>"
    assert toy.test_client().get("/", headers={"HX-Request": "true"}).status_code == 200


def test_the_client_refuses_a_broken_page(toy: Flask) -> None:
    toy.add_url_rule("/broken", "show_broken", lambda: ("", 500))
    with pytest.raises(PageError, match="500"):
        toy.test_client().get("/broken")


def test_a_form_is_sent_as_a_browser_would(toy: Flask) -> None:
    seen = []
    toy.before_request(lambda: seen.append(request.form.to_dict(flat=False)))
    client = toy.test_client()
    client.submit(client.get("/"), {"q": "bread"})
    assert seen[-1] == {"csrf_token": ["t"], "q": ["bread"]}


@pytest.mark.parametrize("values", [{"quantity": "1"}, {"kind": "x"}])
def test_a_field_or_choice_that_is_not_there_cannot_be_sent(toy: Flask, values: dict) -> None:
    choice = '<label for="k">Kind</label><select id="k" name="kind"><option>a</option></select>'
    toy.page = GOOD_PAGE.replace("<button>", f"{choice}<button>")
    client = toy.test_client()
    with pytest.raises(PageError):
        client.submit(client.get("/"), values)


def test_an_unknown_link_names_those_there_are(toy: Flask) -> None:
    client = toy.test_client()
    with pytest.raises(PageError, match="More"):
        client.click(client.get("/"), "Elsewhere")


def test_the_fuzzer_finds_a_form_that_breaks(toy: Flask) -> None:
    def take() -> str:
        if request.method == "POST":
            int(request.form.get("q", "0"))
        return GOOD_PAGE

    toy.view_functions["show_home"] = take
    with pytest.raises((AssertionError, ValueError)):
        fuzz_form(toy.test_client(), "/")


def test_the_fuzzer_wants_a_summary_or_a_redirect(toy: Flask) -> None:
    with pytest.raises(AssertionError, match="no summary"):
        fuzz_form(toy.test_client(), "/")


def test_hostile_query_strings_find_a_page_that_breaks(toy: Flask) -> None:
    toy.view_functions["show_home"] = lambda: GOOD_PAGE + "x" * int(request.args.get("page", 1))
    with pytest.raises((AssertionError, ValueError)):
        hostile_query_strings(toy.test_client(), "/", ["page"])


def test_a_template_counts_when_it_is_loaded_and_not_before(toy: Flask) -> None:
    toy.jinja_env.loader = DictLoader(
        {
            "sample/a.html": "{% include 'sample/b.html' %}",
            "sample/b.html": "b",
            "sample/c.html": "c",
        }
    )
    template_recorder.record(toy)
    toy.jinja_env.get_template("sample/a.html").render()
    assert {"sample/a.html", "sample/b.html"} <= template_recorder.loaded
    assert "sample/c.html" not in template_recorder.loaded


def test_an_address_outside_the_table_is_found(toy: Flask) -> None:
    assert "show_more" in access_matrix.missing_from_table(toy)


def test_a_method_outside_the_table_is_found(toy: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACCESS, "show_home", Access(get=frozenset(Role)))
    assert access_matrix.wrong_methods(toy) == ["show_home"]


@pytest.mark.parametrize(
    ("status", "location", "is_kept_out"),
    [(403, None, True), (404, None, True), (302, "/sign-in?next=/x", True)]
    + [(200, None, False), (303, "/sign-in", False), (400, None, False)],
)
def test_what_counts_as_a_refusal(
    toy: Flask, status: int, location: str | None, is_kept_out: bool
) -> None:
    headers = {"Location": location} if location else {}
    toy.add_url_rule("/x", "show_x", lambda: ("", status, headers))
    assert access_matrix.is_refusal(toy.test_client().get("/x")) is is_kept_out
