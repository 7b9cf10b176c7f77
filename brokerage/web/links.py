"""Full addresses for mail: built from the configured one, never from a request's Host."""

from __future__ import annotations

from typing import Any

from flask import current_app


def full_url(endpoint: str, **values: Any) -> str:
    """Return the address of a page with this site's own host; works without a request."""
    base_url: str = current_app.extensions["config"].base_url
    path = current_app.url_map.bind("", "/").build(endpoint, values)
    return f"{base_url}{path}"
