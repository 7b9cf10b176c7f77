import pytest
from flask import Flask

from brokerage.web.converters import register_converters


@pytest.fixture
def client():
    app = Flask(__name__)
    register_converters(app)
    for part in ("int", "slug", "token"):
        app.add_url_rule(f"/{part}/<{part}:value>", part, lambda value: f"{value}")
    return app.test_client()


@pytest.mark.parametrize(
    "path",
    ["/int/1", "/int/2147483647", "/slug/green-gate-2", "/token/" + "aB_-9" * 5],
)
def test_what_we_wrote_ourselves_is_found(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/int/0",
        "/int/-1",
        "/int/007",
        "/int/2147483648",
        "/int/" + "9" * 400,
        "/int/%D9%A3",
        "/slug/Green",
        "/slug/" + "a" * 81,
        "/slug/a%0A",
        "/token/short",
        "/token/" + "a" * 101,
        "/token/" + "a" * 20 + "%00",
    ],
)
def test_anything_else_is_no_such_page(client, path):
    assert client.get(path).status_code == 404
