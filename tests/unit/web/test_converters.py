import pytest
from flask import Flask

from brokerage.web.converters import register_converters


@pytest.fixture
def client():
    app = Flask(__name__)
    register_converters(app)
    app.add_url_rule("/number/<int:number>", "number", lambda number: str(number))
    app.add_url_rule("/slug/<slug:slug>", "slug", lambda slug: slug)
    app.add_url_rule("/token/<token:token>", "token", lambda token: token)
    return app.test_client()


@pytest.mark.parametrize(
    "path",
    ["/number/1", "/number/2147483647", "/slug/green-gate-2", "/token/" + "aB_-9" * 5],
)
def test_what_we_wrote_ourselves_is_found(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/number/0",
        "/number/-1",
        "/number/007",
        "/number/2147483648",
        "/number/" + "9" * 400,
        "/number/%D9%A3",
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
