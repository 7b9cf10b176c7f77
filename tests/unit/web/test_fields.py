from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from brokerage.web.fields import (
    BoundedDecimalField,
    BoundedIntegerField,
    CheckboxesField,
    Choice,
    CodeField,
    DatePartsField,
    EmailField,
    HiddenField,
    LongTextField,
    PasswordField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

KINDS = [("charity", "Charity", "Registered or not"), ("business", "Business")]
AIMS = [Choice("sell", "Sell"), Choice("host", "Host"), Choice("none", "None", is_exclusive=True)]


class EveryFieldForm(Form):
    """One of each."""

    name = TextField("Your name", required="Enter your name", max_length=20)
    story = LongTextField("Your story", max_length=50)
    email = EmailField("Email address")
    password = PasswordField("Password")
    code = CodeField("The code")
    kind = RadiosField("What are you?", choices=KINDS, required="Select what you are")
    area = SelectField("Area", choices=KINDS)
    aims = CheckboxesField("What do you want?", choices=AIMS)
    people = BoundedIntegerField("Number of people", low=1, high=500)
    price = BoundedDecimalField("Price", high=Decimal(1000), prefix="£")
    start = DatePartsField("Start date")
    step = HiddenField()


app = Flask(__name__)
app.config.update(SECRET_KEY="test", WTF_CSRF_ENABLED=False)


@pytest.fixture
def context():
    with app.test_request_context("/", method="POST"):
        yield


def filled(**answers):
    """A validated form after a post of these answers (a list is a repeated value)."""
    sent = MultiDict({"name": "Ann", "kind": "charity"})
    for name, value in answers.items():
        sent.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    form = EveryFieldForm(formdata=sent)
    form.validate()
    return form


@pytest.mark.parametrize(
    ("name", "sent", "data"),
    [
        ("name", ["Ann", "Bob"], "Ann"),
        ("story", "one\r\ntwo", "one\ntwo"),
        ("email", "Ann@Example.COM", "Ann@example.com"),
        ("password", "  spaces stay ", "  spaces stay "),
        ("code", "123-456 ", "123456"),
        ("kind", "business", "business"),
        ("area", "", None),
        ("aims", ["host", "sell", "host"], ["sell", "host"]),
        ("people", "1", 1),
        ("price", "£12.50", Decimal("12.5")),
        ("step", "2", "2"),
    ],
)
def test_an_answer_is_understood(context, name, sent, data):
    form = filled(**{name: sent})
    assert form.errors == {}
    assert form[name].data == data


@pytest.mark.parametrize(
    ("name", "sent", "sentence"),
    [
        ("name", "", "Enter your name"),
        ("name", [], "Enter your name"),
        ("name", "x" * 21, "Your name must be 20 characters or fewer"),
        ("kind", [], "Select what you are"),
        ("kind", "castle", "Select what you are"),
        ("area", "castle", "Select an answer from the list"),
        ("aims", ["sell", "castle"], "Select an answer from the list"),
        ("aims", ["sell", "none"], "Select “None” only if no other answer is true"),
        ("email", "ann", "Enter an email address in the correct format, like name@example.com"),
        ("email", "a" * 300 + "@example.com", "Email address must be 254 characters or fewer"),
        ("code", "12345", "The code must be 6 digits, like 123456"),
        ("people", "9" * 400, "Number of people must be between 1 and 500"),
        ("people", "lots", "Number of people must be a whole number, like 3"),
        ("price", "sNaN", "Price must be a number, like 12.50"),
        ("price", "1.005", "Price must have 2 decimal places or fewer"),
        ("price", "1001", "Price must be between 0 and 1,000"),
    ],
)
def test_a_refusal_is_one_plain_sentence_and_keeps_what_was_typed(context, name, sent, sentence):
    form = filled(**{name: sent})
    assert form.errors == {name: [sentence]}
    assert not form[name].data
    if isinstance(sent, str) and sent:
        assert form[name].typed == sent


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ({"day": "21", "month": "11", "year": "2026"}, date(2026, 11, 21)),
        ({"day": "1", "month": "Feb", "year": "2024"}, date(2024, 2, 1)),
        ({}, None),
    ],
)
def test_a_date_is_read_from_its_parts(context, parts, day):
    form = filled(**{f"start__{part}": typed for part, typed in parts.items()})
    assert form.errors == {}
    assert form.start.data == day


@pytest.mark.parametrize(
    ("parts", "sentence", "control"),
    [
        (("1", "", ""), "Start date must include a month and year", "start-month"),
        (("31", "2", "2026"), "Start date must be a real date", "start-day"),
        (("3", "13", "2026"), "Start date must be a real date", "start-month"),
        (("1", "1", "26"), "The year must be between 1900 and 2100", "start-year"),
    ],
)
def test_a_wrong_date_says_which_part(context, parts, sentence, control):
    form = filled(start__day=parts[0], start__month=parts[1], start__year=parts[2])
    assert form.errors == {"start": [sentence]}
    assert form.start.first_control_id == control
    assert f'id="{control}"' in form.start()


def test_stored_values_are_shown_until_something_is_posted(context):
    form = EveryFieldForm(
        formdata=None,
        data={"name": "Ann", "aims": ["host"], "people": 3, "start": date(2026, 11, 2)},
    )
    assert 'value="Ann"' in form.name()
    assert 'value="host" checked' in form.aims()
    assert 'value="3"' in form.people()
    assert 'value="2026"' in form.start()


def test_a_stored_password_is_never_shown(context):
    form = EveryFieldForm(formdata=None, data={"password": "hunter2 hunter2"})
    assert "hunter2" not in form.password()
    assert "hunter2" not in filled(password="hunter2 hunter2").password()


def test_markup_in_an_answer_or_a_choice_is_escaped(context):
    form = filled(name="<b>Ann", story='</textarea><script>"')
    form.kind.choices = [("x", "<i>Kind", "<u>hint")]
    for field in (form.name, form.story, form.kind):
        html = field()
        assert "<b>" not in html
        assert "<script>" not in html
        assert "<i>" not in html
        assert "<u>" not in html


def test_a_control_is_named_described_and_marked(context):
    form = filled(name="")
    html = form.name()
    assert 'for="name"' in html
    assert 'aria-describedby="name-error"' in html
    assert "Enter your name" in html


def test_attributes_reach_the_control(context):
    assert 'data-hx-get="/suggest"' in filled().name(data_hx_get="/suggest")


def test_a_file_where_words_were_asked_is_an_empty_answer(context):
    form = filled(name=FileStorage(BytesIO(b"x"), "name.txt"))
    assert form.errors == {"name": ["Enter your name"]}


VALUES = st.one_of(
    st.text(st.characters(codec=None), max_size=60),
    st.sampled_from(["9" * 400, "sNaN", "1e999", "\x00", "\ud800", "charity", "\u202e", "-0", "٣"]),
)
PARTS = ["start", "start-day", "start-month", "start-year", "start-day-day"]
NAMES = ["name", "story", "email", "password", "code", "kind", "area", "aims", "people", "price"]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES + PARTS), st.lists(VALUES, max_size=4)))
def test_any_post_is_answered_by_the_page(posted):
    sent = MultiDict()
    for name, values in posted.items():
        sent.setlist(name, values)
    with app.test_request_context("/", method="POST"):
        form = EveryFieldForm(formdata=sent)
        form.validate()
        for field in form:
            field().encode("utf-8")
        assert all(error.text for error in form.error_list)
