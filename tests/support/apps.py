"""The app as tests make it."""

from pathlib import Path
from typing import Any

from flask import Flask

from brokerage import create_app
from brokerage.config import Config
from tests.support import template_recorder
from tests.support.inspecting_client import InspectingClient

SECRET_KEY = "a key that only tests use, long enough"  # noqa: S105 - guards nothing
BASE_URL = "http://localhost"


def make_app(database_url: str, data_folder: Path, **changes: Any) -> Flask:
    """Make an app for tests: mail kept in memory, the cheapest hashing, no job runner.

    The sentence encoder is off: the tests that are about it put it in.
    """
    settings = {
        "database_url": database_url,
        "secret_key": SECRET_KEY,
        "base_url": BASE_URL,
        "data_folder": data_folder,
        "mail_sender": "memory",
        "argon2_time_cost": 1,
        "encoder": "off",
        "is_testing": True,
    }
    app = create_app(Config(**settings | changes))
    app.test_client_class = InspectingClient
    return template_recorder.record(app)
