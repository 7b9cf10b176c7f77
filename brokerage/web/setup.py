"""Puts the web layer onto the app, in the one order that works."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined
from whitenoise import WhiteNoise

from brokerage.config import PROJECT_FOLDER, Config
from brokerage.web import (
    access,
    converters,
    error_pages,
    filters,
    headers,
    large_requests,
    layout,
    proxies,
    side_writer,
    transactions,
)

STATIC_SECONDS = 31_536_000


def init_app(app: Flask, config: Config) -> None:
    """Set up templates, hooks, error pages and static files."""
    _set_up_templates(app)
    large_requests.init_app(app)
    CSRFProtect(app)
    _set_up_hooks(app, config)
    _serve_static(app, config)


def _set_up_templates(app: Flask) -> None:
    own_loader = app.jinja_loader
    app.jinja_loader = ChoiceLoader(
        [loader for loader in (own_loader, PackageLoader("govuk_frontend_jinja")) if loader]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.register_filters(app)


def _set_up_hooks(app: Flask, config: Config) -> None:
    converters.register_converters(app)
    # After-request hooks run last-registered first: the commit comes before all the others.
    headers.init_app(app, config)
    layout.init_app(app, config)
    access.init_app(app)
    side_writer.init_app(app)
    transactions.init_app(app)
    error_pages.init_app(app)
    proxies.init_app(app, config)


def _serve_static(app: Flask, config: Config) -> None:
    static = WhiteNoise(
        app.wsgi_app,
        root=str(PROJECT_FOLDER / "static"),
        prefix="static",
        max_age=STATIC_SECONDS,
        add_headers_function=headers.add_static_headers(config),
    )
    app.wsgi_app = static  # type: ignore[method-assign]  # the documented way to wrap an app
