"""One plain page for each way of failing; a reference instead of a trace."""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, Response, g, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from brokerage.errors import NotFoundError, NotReadyError
from brokerage.extensions import db
from brokerage.web.throttle import ThrottledError

log = structlog.get_logger()
PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(NotFoundError, lambda error: _page(404))
    app.register_error_handler(ThrottledError, _answer_throttled)
    app.register_error_handler(CSRFError, lambda error: _page(400, is_form_expired=True))
    app.register_error_handler(OperationalError, _answer_database_down)
    app.register_error_handler(NotReadyError, _answer_not_ready)
    app.register_error_handler(Exception, _answer_unexpected)


def _page(status: int, **context: object) -> tuple[str, int]:
    _let_go()
    return render_template(f"errors/{status}.html", **{"reference": None} | context), status


def _let_go() -> None:
    """A page about a failure must not keep or need what failed."""
    if "database_session" in g:
        db.session.rollback()


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if request_ctx.url_adapter is None:  # asked for under a name that is not ours: no links
        return Response("This site does not answer to that name.\n", 400, mimetype="text/plain")
    status = error.code or 500
    if status < 400:
        return error
    html, _ = _page(status if status in PAGES else (400 if status < 500 else 500))
    headers = [pair for pair in error.get_headers() if pair[0] in {"Allow", "Retry-After"}]
    return html, status, headers


def _answer_throttled(error: ThrottledError) -> ResponseReturnValue:
    seconds = int(error.wait.total_seconds())
    html, status = _page(429, retry_after=seconds)
    return html, status, [("Retry-After", str(seconds))]


def _answer_database_down(error: OperationalError) -> ResponseReturnValue:
    reference = _log(error, "database_unavailable")
    g.subject = g.get("subject")  # whoever asks is not looked up again
    html, status = _page(503, reference=reference)
    return html, status, [("Retry-After", "30")]


def _answer_not_ready(error: NotReadyError) -> ResponseReturnValue:
    html, status = _page(503, is_being_prepared=True)
    return html, status, [("Retry-After", "10")]


def _answer_unexpected(error: Exception) -> ResponseReturnValue:
    reference = _log(error, "unexpected_error")
    html, _ = _page(500, reference=reference)
    return html, 500


def _log(error: Exception, event: str) -> str:
    reference = secrets.token_hex(4)
    log.error(
        event,
        reference=reference,
        endpoint=request.endpoint,
        method=request.method,
        exc_info=error,
    )
    return reference
