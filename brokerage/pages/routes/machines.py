"""What machines ask: robots, researchers of weaknesses, load balancers."""

from __future__ import annotations

import json

from flask import Response, current_app, request

from brokerage.config import Config
from brokerage.pages import queries, rules
from brokerage.pages.routes.blueprints import blueprint
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.layout import area, today
from brokerage.web.links import full_url

JSON = "application/json"


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
    """Say whether this process may be sent visitors (200), or what it still lacks (503).

    As text, or as JSON where that is what the machine accepts.
    """
    missing = queries.list_what_is_not_ready()
    degraded = queries.list_what_is_degraded()
    status = 503 if missing else 200
    if request.accept_mimetypes.best_match(["text/plain", "application/json"]) == JSON:
        told = {"is_ready": not missing, "missing": missing, "degraded": degraded}
        return _uncached(Response(f"{json.dumps(told)}\n", status, mimetype=JSON))
    return _uncached(_as_text(rules.readiness_text(missing, degraded), status))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
