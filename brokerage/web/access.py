"""Access checks: deny by default, the same 404 for a hidden object as for a missing one.

A view declares one permission with `requires`. A permission with an object rule must be
checked on the object (`check`) before the answer leaves, on GET as well: an answer that was
not checked is an error, never a page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from brokerage.errors import NotFoundError
from brokerage.permissions import ANONYMOUS, PUBLIC, Registry, Subject
from brokerage.web import side_writer

View = TypeVar("View", bound=Callable[..., Any])
FIRST_ERROR = 400


def requires(permission: str) -> Callable[[View], View]:
    """Declare the permission a view needs."""

    def mark(view: View) -> View:
        view.__permission__ = permission  # type: ignore[attr-defined]  # read by init_app and tests
        return view

    return mark


def current_subject() -> Subject:
    """Return who asks; found once a request, in the order the features are listed in."""
    if "subject" not in g:
        subject = ANONYMOUS
        for identify in current_app.extensions["identify"]:
            subject = identify(subject)
        g.subject = subject
    return cast(Subject, g.subject)


def can(permission: str, facts: Any = None) -> bool:
    """Say whether the present subject may: for showing or hiding a link."""
    registry: Registry = current_app.extensions["permissions"]
    return registry.can(current_subject(), permission, facts)


def check(permission: str, facts: Any) -> None:
    """Check the object; what this subject may not know of is not found (NotFoundError)."""
    g.setdefault("checked_permissions", set()).add(permission)
    if not can(permission, facts):
        raise NotFoundError


def declared_permission(app: Flask, endpoint: str) -> str | None:
    """Return the permission a view declares."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "__permission__", None)


def init_app(app: Flask) -> None:
    """Refuse what is not declared, before the view; refuse what was not checked, after it."""
    app.before_request(_refuse_undeclared)
    app.after_request(_refuse_unchecked)


def _refuse_undeclared() -> BaseResponse | None:
    if request.endpoint is None:
        return None
    permission = declared_permission(current_app, request.endpoint)
    if permission is None:
        abort(403)
    if can(permission):
        return None
    if current_subject().is_signed_in:
        side_writer.record_refusal(current_subject(), permission)
        abort(403)
    if request.method == "POST":
        abort(403)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def _refuse_unchecked(response: Response) -> Response:
    if request.endpoint is None or response.status_code >= FIRST_ERROR:
        return response
    name = declared_permission(current_app, request.endpoint)
    registry: Registry = current_app.extensions["permissions"]
    if name is None or not can(name):
        return response
    has_object_rule = registry.get(name).allows_object is not None
    if has_object_rule and name not in g.get("checked_permissions", ()):
        raise RuntimeError(f"{request.endpoint} never checked {name} on its object.")
    return response
