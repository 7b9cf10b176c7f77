"""Forwarded headers: believed from as many proxies as the settings name, else ignored."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from brokerage.config import Config


def init_app(app: Flask, config: Config) -> None:
    """Believe X-Forwarded-For and -Proto from trusted proxies; the host is never taken."""
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way
            app.wsgi_app,
            x_for=config.trusted_proxies,
            x_proto=config.trusted_proxies,
            x_host=0,
        )
