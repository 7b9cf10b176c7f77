"""The brokerage: one Flask app, put together from its features."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from brokerage import logs
from brokerage.config import PROJECT_FOLDER, Config
from brokerage.extensions import db
from brokerage.feature_list import FEATURES
from brokerage.mail import make_sender
from brokerage.permissions import Registry
from brokerage.web import setup
from brokerage.web.commands import brokerage_commands
from brokerage.web.features import register_features

LARGEST_REQUEST = 8 * 1024 * 1024
LARGEST_FORM = 1024 * 1024
LONGEST_SIGN_IN = timedelta(hours=12)


def create_app(config: Config | None = None) -> Flask:
    """Return the app for these settings (without any: for the environment's)."""
    config = config or Config.from_environment()
    app = Flask(
        "brokerage",
        static_folder=str(PROJECT_FOLDER / "static"),
        static_url_path="/static",
        template_folder=str(PROJECT_FOLDER / "templates"),
    )
    app.config.from_mapping(_flask_settings(config))
    app.extensions.update(
        config=config,
        create_app=create_app,
        permissions=Registry(),
        mail_sender=make_sender(config),
        navigation=[],
        jobs=[],
        audit_subscribers={},
        contributions={},
        commands=brokerage_commands(),
    )
    logs.init_app(app, config)
    db.init_app(app, config.database_url)
    setup.init_app(app, config)
    register_features(app, FEATURES)
    app.cli.add_command(app.extensions["commands"])
    return app


def _flask_settings(config: Config) -> dict[str, Any]:
    # The __Host- prefix needs https; on this computer's own address a plain name must do.
    prefix = "__Host-" if config.is_https else ""
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.is_testing,
        "TRUSTED_HOSTS": config.trusted_hosts,
        "PREFERRED_URL_SCHEME": "https" if config.is_https else "http",
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "SESSION_COOKIE_NAME": f"{prefix}form",
        "SIGN_IN_COOKIE_NAME": f"{prefix}sign-in",
        "SESSION_COOKIE_SECURE": config.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": LONGEST_SIGN_IN,
        "WTF_CSRF_TIME_LIMIT": int(LONGEST_SIGN_IN.total_seconds()),
        "PROPAGATE_EXCEPTIONS": False,
    }
