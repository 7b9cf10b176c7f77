"""The brokerage: one Flask app, put together from its features."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined
from whitenoise import WhiteNoise

from brokerage import logs
from brokerage.config import PROJECT_FOLDER, Config
from brokerage.extensions import db
from brokerage.feature_list import FEATURES
from brokerage.mail import make_sender
from brokerage.permissions import Registry
from brokerage.web import (
    access,
    converters,
    error_pages,
    filters,
    headers,
    layout,
    proxies,
    side_writer,
    transactions,
)
from brokerage.web.commands import brokerage_commands
from brokerage.web.features import register_features

LARGEST_REQUEST = 8 * 1024 * 1024
LARGEST_FORM = 1024 * 1024
LONGEST_SIGN_IN = timedelta(hours=12)
STATIC_SECONDS = 31_536_000


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
    _set_up_templates(app)
    db.init_app(app, config.database_url)
    CSRFProtect(app)
    _set_up_web(app, config)
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


def _set_up_templates(app: Flask) -> None:
    own_loader = app.jinja_loader
    app.jinja_loader = ChoiceLoader(
        [loader for loader in (own_loader, PackageLoader("govuk_frontend_jinja")) if loader]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.register_filters(app)


def _set_up_web(app: Flask, config: Config) -> None:
    converters.register_converters(app)
    # After-request hooks run last-registered first: the commit comes before all the others.
    headers.init_app(app, config)
    layout.init_app(app, config)
    access.init_app(app)
    side_writer.init_app(app)
    transactions.init_app(app)
    error_pages.init_app(app)
    proxies.init_app(app, config)
    static = WhiteNoise(
        app.wsgi_app,
        root=str(PROJECT_FOLDER / "static"),
        prefix="static",
        max_age=STATIC_SECONDS,
        add_headers_function=headers.add_static_headers(config),
    )
    app.wsgi_app = static  # type: ignore[method-assign]  # the documented way to wrap an app
