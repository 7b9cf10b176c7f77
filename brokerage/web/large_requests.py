"""Views that take more than other requests may carry: a whole spend file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def takes_megabytes(most: int) -> Callable[[View], View]:
    """Mark a view whose posts may be as large as this."""

    def mark(view: View) -> View:
        view.__most_bytes__ = most * 1024 * 1024  # type: ignore[attr-defined]  # read below
        return view

    return mark


def init_app(app: Flask) -> None:
    """Set the limit before anything reads the body, the check of the token included."""
    app.before_request(_set_limit)


def _set_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "__most_bytes__", None)
    if most is not None:
        request.max_content_length = most
