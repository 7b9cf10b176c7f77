"""Security headers on every answer, static files and errors included."""

from __future__ import annotations

from wsgiref.headers import Headers

from flask import Flask, Response, g

from brokerage.config import Config

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
SANDBOX_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
"""For what people sent us: a browser that opens it all the same lets it do nothing."""
POLICY = "Content-Security-Policy"
HSTS = "max-age=31536000; includeSubDomains"


def security_headers(config: Config) -> dict[str, str]:
    """Return the headers every answer carries."""
    headers = {
        POLICY: CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        RESOURCE_POLICY: "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
    if config.is_https:
        headers["Strict-Transport-Security"] = HSTS
    if config.is_demonstration:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    return headers


def init_app(app: Flask, config: Config) -> None:
    """Add the headers to what the app answers."""
    fixed = security_headers(config)

    def add(response: Response) -> Response:
        # A badge is made to be shown on other sites: its view says so, and nothing else may.
        is_shared = response.headers.get(RESOURCE_POLICY) == "cross-origin"
        is_sandboxed = response.headers.get(POLICY) == SANDBOX_POLICY
        response.headers.update(fixed)
        if is_shared:
            response.headers[RESOURCE_POLICY] = "cross-origin"
        if is_sandboxed:
            response.headers[POLICY] = SANDBOX_POLICY
        subject = g.get("subject")
        if (subject and subject.is_signed_in) or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        elif "Cache-Control" not in response.headers:
            # Pages carry a form token and a cookie: a shared cache must not keep them.
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    app.after_request(add)


def add_static_headers(config: Config) -> object:
    """Return the hook that gives static files the same headers."""
    fixed = security_headers(config)

    def add(headers: Headers, path: str, url: str) -> None:
        for name, value in fixed.items():
            headers[name] = value

    return add
