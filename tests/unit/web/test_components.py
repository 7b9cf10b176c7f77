from types import SimpleNamespace

import html5lib
import pytest
from flask import Flask, flash, render_template, render_template_string
from markupsafe import escape

from brokerage.errors import DomainError
from brokerage.web.fields import CheckboxesField, Choice, HiddenField, TextField
from brokerage.web.forms import Form, SearchForm
from brokerage.web.paging import Page

PAGE = (
    '{% extends "layout.html" %}{% block title %}A page{% endblock %}'
    "{% block content %}<h1>A page</h1>BODY{% endblock %}"
)
HOSTILE = '<script>alert("x")</script>'


class NameForm(Form):
    """A form."""

    name = TextField("Your name", required="Enter your name")
    step = HiddenField()


class LookForm(SearchForm):
    """A search."""

    q = TextField("What do you need?", max_length=10)
    aims = CheckboxesField("Show only", choices=[Choice("v", "Wants volunteers")])


def show(app, source, path="/directory", **values):
    """Render a component inside the layout and hold the page to strict HTML."""
    with app.test_request_context(path):
        html = render_template_string(PAGE.replace("BODY", source), **values)
    html5lib.HTMLParser(strict=True).parse(html)
    assert HOSTILE not in html
    return html


def macro(name):
    return f'{{% from "components/{name}.html" import {name} %}}'


def test_the_layout_names_the_page_and_leads_to_its_content(web_app):
    html = show(web_app, "")
    assert "<title>A page – Local Brokerage</title>" in html
    assert html.index("js-enabled.js") < html.index("govuk-skip-link")
    assert 'href="#main-content"' in html
    assert 'aria-current="page"' in html
    assert "Sign in</a>" in html
    assert "noindex" not in html
    assert '"allowEval":false' in html


def test_signing_out_is_a_post_with_a_token(web_app, page_context):
    page_context["current_subject"] = SimpleNamespace(is_signed_in=True, name=HOSTILE)
    html = show(web_app, "")
    assert 'method="post" action="/sign-out"' in html
    assert 'name="csrf_token"' in html


def test_the_demonstration_says_so_and_is_not_indexed(web_app, page_context):
    page_context["is_demonstration"] = True
    html = show(web_app, "")
    assert 'name="robots" content="noindex' in html
    assert 'href="/demo/mailbox"' in html


def test_messages_of_the_last_action_are_shown(web_app):
    with web_app.test_request_context("/"):
        flash("Saved", "success")
        flash(HOSTILE)
        html = render_template_string(PAGE.replace("BODY", ""))
    html5lib.HTMLParser(strict=True).parse(html)
    assert 'role="alert" aria-labelledby="message-1-title"' in html
    assert escape(HOSTILE) in html


def test_a_form_page_shows_what_is_wrong_first(web_app):
    with web_app.test_request_context("/", method="POST"):
        form = NameForm(formdata=None)
        form.add_domain_error(DomainError(HOSTILE, field="name"))
        html = render_template_string(
            '{% extends "layout.html" %}{% block title %}Name{% endblock %}{% block content %}'
            + macro("form_page")
            + '{{ form_page(form, heading="Name", caption="You", intro="Hello", step=(2, 3, "You"),'
            ' secondary=("Back to start", "/")) }}{% endblock %}',
            form=form,
        )
    html5lib.HTMLParser(strict=True).parse(html)
    assert "<title>Error: Name" in html
    assert HOSTILE not in html
    assert html.index("There is a problem") < html.index("Step 2 of 3: You") < html.index("<h1")
    assert 'href="#name"' in html
    assert html.count('name="csrf_token"') == 1
    assert html.count('name="step"') == 1


def test_a_form_page_may_place_its_own_fields(web_app):
    with web_app.test_request_context("/"):
        html = render_template_string(
            macro("form_page") + "{% call form_page(form) %}mine{% endcall %}", form=NameForm()
        )
    assert "mine" in html
    assert 'id="name"' not in html


def test_a_search_folds_its_filters_away_until_one_is_used(web_app):
    source = macro("filters") + '{{ filters(form, clear_url="/directory") }}'
    with web_app.test_request_context("/"):
        folded = LookForm()
    with web_app.test_request_context("/?aims=v&q=" + "x" * 11):
        used = LookForm()
    assert '<details class="govuk-details">' in show(web_app, source, form=folded)
    html = show(web_app, source, form=used)
    assert '<details class="govuk-details" open>' in html
    assert "We left “What do you need?” out of your search." in html
    assert "csrf_token" not in html.split("<main")[1]


def test_a_list_of_pages_keeps_the_query(web_app):
    page = Page(rows=[1], number=2, per_page=1, total=9)
    source = macro("paging") + "{{ paging(page, request.args, 'bakery', 'bakeries') }}"
    html = show(web_app, source, path="/directory?q=a%26b", page=page)
    assert 'href="?q=a%26b&amp;page=3"' in html
    assert "Showing 2 to 2 of 9 bakeries" in html
    one = show(web_app, source, page=Page(rows=[1], number=1, per_page=5, total=1))
    assert "1 bakery" in one
    assert "govuk-pagination" not in one


def test_a_match_says_why(web_app):
    html = show(
        web_app,
        macro("match_card")
        + "{% call match_card(name, '/x', [name], missing=['No insurance'], distance='2 miles',"
        " entries=[('Verified', 'verified'), (name, None)], meta='Oxford', band='Strong match') %}"
        "<p>after</p>{% endcall %}",
        name=HOSTILE,
    )
    assert '<p class="tag card__band">Strong match</p>' in html
    assert "tag--verified" in html
    assert "No insurance" in html
    assert "<p>after</p>" in html


@pytest.mark.parametrize(
    ("name", "call", "expected"),
    [
        ("card", "card(bad, '/x', meta='m', text=bad, entries=[('L', 'listing')])", "tag--listing"),
        ("empty_state", "empty_state('None yet', bad, action=('Go', '/x'))", "None yet"),
        ("step", "step(2, 7, bad)", "Step 2 of 7"),
        ("back_link", "back_link('/x')", "govuk-back-link"),
        ("breadcrumbs", "breadcrumbs([(bad, '/x')])", 'href="/">Home'),
        ("post_button", "post_button('/x', 'Go', about=bad, values={'a': bad})", "csrf_token"),
        ("tags", "tags([(bad, 'declared')])", "tag--declared"),
        (
            "summary_list",
            "summary_list([{'key': 'A', 'value': bad, 'change_url': '/x'}])",
            "Change",
        ),
        ("summary_list", "summary_list([{'key': 'A', 'value': ''}])", "Not given"),
        ("summary_list", "summary_list([{'key': 'A', 'value': [bad]}])", "<li>"),
        ("summary_list", "summary_list([{'key': 'A', 'value': 0}])", ">0<"),
        ("hero", "hero('T', bad, [{'who': bad, 'title': bad, 'text': bad, 'url': '/'}])", "door"),
        ("confirmation", "confirmation('Done', bad, 'R1', [('Today', bad)])", "happens next"),
    ],
)
def test_a_component_is_valid_and_escapes(web_app, name, call, expected):
    source = macro(name) + "{{ " + call + " }}"
    assert expected in show(web_app, source, bad=HOSTILE)


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 429, 500, 503])
def test_an_error_page_is_plain_and_gives_its_reference(web_app, code):
    with web_app.test_request_context("/"):
        html = render_template(f"errors/{code}.html", reference="r42")
        bare = render_template(f"errors/{code}.html")
    html5lib.HTMLParser(strict=True).parse(html)
    assert html.count("<h1") == 1
    assert "r42" in html
    assert "Reference:" not in bare


@pytest.mark.parametrize("code", [500, 503])
def test_the_page_for_our_own_faults_asks_the_app_for_nothing(web_app, code):
    bare_app = Flask("bare", template_folder=web_app.template_folder)
    with bare_app.test_request_context("/"):
        assert "<h1" in render_template(f"errors/{code}.html")


def test_a_wait_is_told_in_minutes(web_app):
    with web_app.test_request_context("/"):
        html = render_template("errors/429.html", retry_after=61)
    assert "Try again in 2 minutes." in html
