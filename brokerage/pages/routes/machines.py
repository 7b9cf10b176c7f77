"""What machines ask: robots, researchers of weaknesses, load balancers."""

from __future__ import annotations

from flask import Response, current_app

from brokerage.config import Config
from brokerage.pages import queries, rules
from brokerage.pages.routes.blueprints import blueprint
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.layout import area, today
from brokerage.web.links import full_url


def _as_text(body: str, status: int = 200) -> Response:
    return Response(body, status, mimetype="text/plain")


@blueprint.get("/robots.txt")
@requires(PUBLIC)
def show_robots() -> Response:
    """Tell search engines what they may read."""
    config: Config = current_app.extensions["config"]
    return _as_text(rules.robots_text(is_demonstration=config.is_demonstration))


@blueprint.get("/.well-known/security.txt")
@requires(PUBLIC)
def show_security_contact() -> Response:
    """Tell whoever finds a weakness where to report it."""
    return _as_text(
        rules.security_text(
            email=area()["feedback_email"],
            feedback_url=full_url("pages.give_feedback"),
            own_url=full_url("pages.show_security_contact"),
            today=today(),
        )
    )


@blueprint.get("/healthz")
@requires(PUBLIC)
def show_health() -> Response:
    """Say that this process answers; asks nothing of anything else."""
    return _uncached(_as_text("ok\n"))


@blueprint.get("/readyz")
@requires(PUBLIC)
def show_readiness() -> Response:
    """Say whether this process may be sent visitors, or what it still lacks (503)."""
    missing = queries.list_what_is_not_ready()
    if missing:
        return _as_text("\n".join([*missing, ""]), 503)
    return _uncached(_as_text("ready\n"))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
