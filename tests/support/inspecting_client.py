"""The test client of the house: it inspects every page it fetches and fills in real forms.

    page = client.get("/organisations/new")              # fails if the page breaks a rule
    done = client.submit(page, {"name": "Ace Joinery"})  # hidden fields and token included
    page = client.click(done, "Continue")

A submitted name that the form does not have, or a choice that it does not offer, fails: a
forged post is written with `client.post` and `client.csrf_token(page)`.
"""

import hashlib
from collections.abc import Mapping
from contextvars import Context
from typing import Any
from urllib.parse import urljoin

from flask import g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from brokerage.extensions import db
from tests.support.page import Field, Form, Page, PageError, without_tokens
from tests.support.page_rules import inspect

BROKEN = 500


class InspectingClient(FlaskClient):
    """A browser without JavaScript that is strict about what it is shown."""

    expects_failure = False
    """Set to True in a test of the page that a fault leads to; else a 500 fails the test."""

    inspects = True
    """Set to False where thousands of answers are asked for their status only."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as its own transaction, and inspect the answer.

        What the test wrote so far is committed first (into the test's savepoint); the request
        runs in a context of its own, so that nothing of the test's session leaks into it.
        """
        let_go_of_the_tests_session()
        kwargs.setdefault("buffered", True)  # closes the file that a static answer reads from
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        if not self.inspects:
            return response
        if response.status_code == BROKEN and not self.expects_failure:
            raise PageError(f"{response.request.path} answered 500; the log says why")
        # A redirect's body is Werkzeug's own and nobody sees it.
        if response.mimetype == "text/html" and response.data and not response.location:
            self._inspect(response)
        return response

    def _inspect(self, response: TestResponse) -> None:
        """Inspect the page, unless this app gave the same one from the same address before."""
        is_fragment = response.request.headers.get("HX-Request") == "true"
        path = response.request.path
        key = hashlib.sha256(f"{path} {is_fragment} {without_tokens(response.text)}".encode())
        faultless = self.application.extensions.setdefault("faultless_pages", set())
        if key.digest() not in faultless:
            inspect(response.text, self.application, path, is_fragment=is_fragment)
            faultless.add(key.digest())

    def click(self, page: TestResponse, text: str, **kwargs: Any) -> TestResponse:
        """Follow the link with this text."""
        address = Page(page.text).link(text)
        return self.get(urljoin(page.request.path, address), **kwargs)

    def submit(
        self,
        page: TestResponse,
        values: Mapping[str, Any] | None = None,
        *,
        form: str | None = None,
        button: str | None = None,
        **kwargs: Any,
    ) -> TestResponse:
        """Submit a form of the page with these values over those it was rendered with.

        `form`: id, action or a button's text; without it the only form in `main`.
        `button`: the text of the button pressed; without it the first one.
        A list is several values of one name, None leaves the name out.
        """
        chosen = Page(page.text).form(form)
        data = fill(chosen, values or {}, button)
        target = urljoin(page.request.path, chosen.action or page.request.full_path.rstrip("?"))
        if chosen.method == "GET":
            return self.get(target.partition("?")[0], query_string=data, **kwargs)
        if chosen.is_multipart:
            kwargs.setdefault("content_type", "multipart/form-data")
        return self.post(target, data=data, **kwargs)

    @staticmethod
    def csrf_token(page: TestResponse) -> str:
        """Return the token of any form on the page, for a post written by hand."""
        for form in Page(page.text).forms:
            if "csrf_token" in form.fields:
                return form.fields["csrf_token"].values[0]
        raise PageError("The page has no form with a token.")


def fill(form: Form, values: Mapping[str, Any], button: str | None = None) -> dict[str, Any]:
    """Return what a browser would send; PageError for a name or choice that is not there."""
    unknown = set(values) - set(form.fields)
    if unknown:
        raise PageError(f"The form has no {sorted(unknown)}; it has {sorted(form.fields)}")
    data: dict[str, Any] = {name: each.values for name, each in form.fields.items()}
    for name, value in values.items():
        data[name] = _as_sent(form.fields[name], value)
    pressed = _pressed(form, button)
    return {name: sent for name, sent in data.items() if sent} | pressed


def _as_sent(field: Field, value: Any) -> list[Any]:
    if value is None:
        return []
    sent = list(value) if isinstance(value, list | set) else [value]
    sent = [str(each) if isinstance(each, int | float) else each for each in sent]
    missing = [each for each in sent if field.offered and each not in field.offered]
    if missing:
        raise PageError(f"{field.name} offers {field.offered}, not {missing}")
    return sent


def _pressed(form: Form, button: str | None) -> dict[str, str]:
    if button is None:
        sent = next(iter(form.buttons.values()), None)
    elif button in form.buttons:
        sent = form.buttons[button]
    else:
        raise PageError(f"The form has no button {button!r}; it has {list(form.buttons)}")
    return {sent[0]: sent[1]} if sent else {}


def let_go_of_the_tests_session() -> None:
    """Commit what the test did in its own session and forget what it has read."""
    if has_app_context() and "database_session" in g:
        db.session.commit()
        db.session.expire_all()


def follow(client: InspectingClient, answer: TestResponse) -> TestResponse:
    """Go where an accepted form leads; a refused one fails with its summary."""
    assert answer.status_code == 303, Page(answer.text).error_summary
    return client.get(answer.location)
