from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from brokerage.web.fields import FileField
from brokerage.web.forms import Form
from tests.support.page import Page

app = Flask(__name__)
app.config.update(SECRET_KEY="test", WTF_CSRF_ENABLED=False)


class LetterForm(Form):
    """One file that must be there."""

    letter = FileField(
        "Your letter", required="Select a letter", accept="text/plain", most_megabytes=1
    )


@pytest.fixture(autouse=True)
def context():
    with app.test_request_context("/", method="POST"):
        yield


def filled(*values):
    form = LetterForm(formdata=MultiDict([("letter", value) for value in values]))
    form.validate()
    return form


def sent(raw, name="letter.txt"):
    return FileStorage(BytesIO(raw), filename=name)


def test_a_file_is_its_bytes():
    form = filled(sent(b"Dear all"))
    assert form.letter.data == b"Dear all"
    assert form.errors == {}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "Select a letter"),
        (["some words"], "Select a letter"),
        ([sent(b"", name="")], "Select a letter"),
        ([sent(b"")], "The selected file is empty"),
        ([sent(b"x" * (1024 * 1024 + 1))], "The selected file must be smaller than 1MB"),
    ],
)
def test_what_is_no_usable_file_is_refused_in_words(values, sentence):
    form = filled(*values)
    assert form.letter.errors == [sentence]
    assert form.letter.data is None


def test_the_first_of_several_counts():
    assert filled("words", sent(b"first"), sent(b"second")).letter.data == b"first"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a.php.jpg", "\x00.png", "x" * 5000])
def test_the_name_is_neither_shown_nor_trusted(name):
    form = filled(sent(b"Dear all", name=name))
    assert form.letter.data == b"Dear all"
    assert name not in form.letter()


def test_the_control_says_what_it_takes_and_its_error_reaches_it():
    form = filled()
    page = Page(f"<form>{form.letter()}</form>")
    control = next(page.all("input"))
    assert (control.get("type"), control.get("accept")) == ("file", "text/plain")
    assert form.error_list[0].href == f"#{control.get('id')}"
