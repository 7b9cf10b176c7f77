import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from brokerage.errors import DomainError
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import STALE_PAGE, Form, FormError, SearchForm


class PlaceForm(Form):
    """Two questions."""

    kind = RadiosField("Kind", choices=[("a", "A")], required="Select a kind")
    name = TextField("Name", required="Enter a name")


class LookForm(SearchForm):
    """A search."""

    q = TextField("What do you need?", noun="What you need", max_length=30)
    kind = SelectField("Kind", choices=[("a", "A")])
    within = BoundedIntegerField("Distance", low=1, high=50)
    place = SelectField("Place")
    only = CheckboxesField("Show only", choices=[("remote", "From home")])


@pytest.fixture
def app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "test"
    return app


def test_the_summary_follows_the_page_and_reaches_the_first_control(app):
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST"):
        form = PlaceForm()
        assert not form.validate()
        assert form.error_list == [
            FormError("Select a kind", "#kind"),
            FormError("Enter a name", "#name"),
        ]
        assert 'id="kind"' in form.kind()


def test_a_rule_speaks_at_its_field_or_above_the_form(app):
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST", data={"kind": "a", "name": "x"}):
        form = PlaceForm()
        assert form.validate()
        form.add_domain_error(DomainError("That name is taken", field="name"))
        form.add_domain_error(DomainError("The list is closed"))
        form.add_domain_error(DomainError("Odd", field="no_such_field"))
        assert form.error_list == [
            FormError("The list is closed", None),
            FormError("Odd", None),
            FormError("That name is taken", "#name"),
        ]
        assert "That name is taken" in form.name()


def test_a_form_without_its_token_is_refused_in_plain_words(app):
    with app.test_request_context("/", method="POST", data={"kind": "a", "name": "x"}):
        form = PlaceForm()
        assert not form.validate()
        assert form.error_list == [FormError(STALE_PAGE, None)]


@pytest.mark.parametrize("body", ["[1, 2]", '"x"', '{"name": 5}', "null", "{"])
def test_json_is_not_a_form(app, body):
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST", data=body, content_type="application/json"):
        assert not PlaceForm().validate()


def test_an_empty_post_does_not_pass_with_stored_values(app):
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST"):
        assert not PlaceForm(data={"kind": "a", "name": "stored"}).validate()


def test_a_search_understands_the_query_string(app):
    with app.test_request_context("/?q=bread&kind=a&within=5&place=ox&only=remote"):
        form = LookForm(choices={"place": [("ox", "Oxford")]})
        assert form.notes == []
        assert form.data == {
            "q": "bread",
            "kind": "a",
            "within": 5,
            "place": "ox",
            "only": ["remote"],
        }


def test_a_search_leaves_out_what_makes_no_sense_and_says_so(app):
    sent = MultiDict([("q", "x" * 31), ("kind", "zz"), ("within", "9" * 400), ("place", "\x00")])
    sent.add("only", "castle")
    with app.test_request_context("/"):
        form = LookForm(sent)
        assert form.data == {"q": "", "kind": None, "within": None, "place": None, "only": ()}
        assert form.notes == [
            "We left “What do you need?” out of your search. "
            "What you need must be 30 characters or fewer.",
            "We left “Kind” out of your search. Select an answer from the list.",
            "We left “Distance” out of your search. Distance must be between 1 and 50.",
            "We left “Show only” out of your search. Select an answer from the list.",
        ]
        assert form.error_list == []
