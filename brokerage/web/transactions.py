"""The one place that commits a request's work.

A POST that ends in a redirect commits, everything else rolls back: a page shown again with
errors has written nothing, and a GET changes no business row. The rare other case is marked
with `commits_without_redirect`, and a convention test lists those views.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, render_template, request

from brokerage.extensions import db
from brokerage.web import side_writer

View = TypeVar("View", bound=Callable[..., Any])


def commits_without_redirect(view: View) -> View:
    """Mark a view whose POST commits and answers with a page (shown once, such as new codes)."""
    view.__commits_without_redirect__ = True  # type: ignore[attr-defined]  # read below
    return view


def render(template: str, **context: Any) -> str:
    """Render a page after letting go of the database, so that it holds no writer up.

    What a refused service had half done is undone first: the page shows what is there.
    """
    if db.is_writing and not _is_marked():
        db.session.rollback()
    db.end_read()
    return render_template(template, **context)


def init_app(app: Flask) -> None:
    """Hook the commit in: it runs before every other hook that looks at the answer."""
    app.after_request(_end_transaction)


def _end_transaction(response: Response) -> Response:
    if _is_to_commit(response):
        db.session.commit()
    else:
        db.session.rollback()
    side_writer.run_late_writes()
    return response


def _is_to_commit(response: Response) -> bool:
    if request.method != "POST" or request.endpoint is None:
        return False
    if response.status_code in {302, 303}:
        return True
    return _is_marked() and response.status_code == 200


def _is_marked() -> bool:
    view = current_app.view_functions[request.endpoint or ""]
    return getattr(view, "__commits_without_redirect__", False)
