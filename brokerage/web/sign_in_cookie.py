"""The cookie that holds a sign-in's token: set, read, dropped, in one way everywhere."""

from __future__ import annotations

from flask import current_app, request, session
from werkzeug.wrappers import Response


def read_token() -> str | None:
    """Return the token this browser sent, if it is of a believable length."""
    token = request.cookies.get(_name())
    return token if token and len(token) <= 100 else None


def set_token(response: Response, token: str) -> Response:
    """Hand the browser a new token, and a new form token with it.

    It ends with the browser: nobody is remembered on a shared computer.
    """
    session.clear()
    response.set_cookie(
        _name(),
        token,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.extensions["config"].is_https,
    )
    return response


def drop_token(response: Response) -> Response:
    """Take the token and the form token away."""
    session.clear()
    response.delete_cookie(
        _name(),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.extensions["config"].is_https,
    )
    return response


def _name() -> str:
    name: str = current_app.config["SIGN_IN_COOKIE_NAME"]
    return name
