"""The house rules on the app as it is put together: addresses, names, headers."""

import pytest
from flask import Flask

from brokerage.web.headers import CONTENT_SECURITY_POLICY
from tests.conventions.checks import names
from tests.support.inspecting_client import InspectingClient
from tests.support.template_recorder import TEMPLATES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; manifest-src 'self'"
)
STATIC = TEMPLATES.parent / "static"


def test_every_address_is_kebab_case_and_typed(app: Flask) -> None:
    assert not list(names.bad_addresses(app.url_map.iter_rules()))


def test_every_view_is_named_by_a_verb(app: Flask) -> None:
    assert not list(names.bad_endpoints(app.url_map.iter_rules()))


def test_the_policy_is_the_one_that_was_tried() -> None:
    assert CONTENT_SECURITY_POLICY == POLICY


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/static/no-such-file.css"])
def test_pages_and_errors_carry_the_policy(client: InspectingClient, path: str) -> None:
    assert client.get(path).headers["Content-Security-Policy"] == POLICY


def test_a_refused_post_carries_the_policy(client: InspectingClient) -> None:
    answer = client.post("/", data={"anything": "without a token"})
    assert answer.status_code >= 400
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_static_files_carry_the_policy(client: InspectingClient) -> None:
    some = next(path for path in sorted(STATIC.rglob("*.css")))
    answer = client.get(f"/static/{some.relative_to(STATIC).as_posix()}")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
