"""A small app around the real layout and components, without a database."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_wtf import CSRFProtect

from brokerage.web.filters import register_filters
from brokerage.web.navigation import NavigationEntry, links_for, register_navigation
from tests.support import template_recorder

ROOT = Path(__file__).resolve().parents[3]
ENDPOINTS = {
    "checks.show_worry_contacts": "/worried-about-someone",
    "pages.show_home": "/",
    "pages.show_help": "/help",
    "pages.show_accessibility_statement": "/accessibility",
    "pages.show_privacy_notice": "/privacy",
    "pages.show_cookies": "/cookies",
    "pages.show_about_data": "/about-the-data",
    "pages.give_feedback": "/feedback",
    "pages.show_demo": "/demo",
    "pages.show_mailbox": "/demo/mailbox",
    "accounts.sign_in": "/sign-in",
    "accounts.sign_out": "/sign-out",
    "accounts.register": "/register",
    "accounts.show_account": "/account",
    "organisations.list_directory": "/directory",
    "organisations.start_registration": "/organisations/start",
}


@pytest.fixture
def page_context():
    """What the app gives every page; a test may change it."""
    return {
        "area": SimpleNamespace(name="Testshire", partnership="the Testshire Partnership"),
        "current_subject": SimpleNamespace(is_signed_in=False, name=""),
        "is_demonstration": False,
    }


@pytest.fixture
def web_app(page_context):
    app = Flask("web", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config["SECRET_KEY"] = "test"
    CSRFProtect(app)
    register_filters(app)
    for endpoint, path in ENDPOINTS.items():
        app.add_url_rule(path, endpoint, lambda: "")
    register_navigation(app, NavigationEntry("Find suppliers", "organisations.list_directory"))
    app.context_processor(lambda: page_context | {"navigation": links_for(lambda _: True)})
    return template_recorder.record(app)
