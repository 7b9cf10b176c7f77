"""What a request says about who sent it: the sign-in behind the cookie, the device, the way on."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from brokerage.accounts import queries, rules, tasks
from brokerage.permissions import Subject
from brokerage.web.layout import area
from brokerage.web.redirects import safe_next
from brokerage.web.sign_in_cookie import read_token


def identify(subject: Subject) -> Subject:
    """Return the subject with what accounts know: who is signed in, second step and all."""
    found = _find_sign_in()
    if found is None or not found.sign_in.has_passed_code:
        return subject
    if request.method != "HEAD":
        tasks.note_as_seen(found.sign_in)
    known = found.user.as_subject(found.sign_in.id)
    return replace(known, memberships=subject.memberships)


def find_half_sign_in() -> queries.SignedIn | None:
    """Return the sign-in that still waits for its code, if this browser has one."""
    found = _find_sign_in()
    return None if found is None or found.sign_in.has_passed_code else found


def next_path() -> str | None:
    """Return the page the visitor was on the way to, if it is one of ours."""
    return safe_next(request.args.get("next"))


def go_on() -> Response:
    """Send the visitor on to where they were going, or to their account."""
    return redirect(next_path() or url_for("accounts.show_account"), 303)


def network() -> str:
    """Return the throttle key of where the request came from."""
    return f"network:{rules.network_of(request.remote_addr)}"


def device() -> str:
    """Return a short name of the visitor's device."""
    return rules.device_summary(request.headers.get("User-Agent", ""))


def site_words() -> list[str]:
    """Return our own names, which make a poor password."""
    return ["brokerage", *(text for text in area().values() if isinstance(text, str))]


def _find_sign_in() -> queries.SignedIn | None:
    token = read_token()
    return queries.find_sign_in(token) if token else None
