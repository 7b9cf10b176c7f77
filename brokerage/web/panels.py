"""A part of a lower feature's page that a higher feature fills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from markupsafe import Markup


@dataclass(frozen=True)
class Panel:
    """A template and what it shows; the page gives it its place and nothing else.

    The template is a fragment that begins with an h2.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def draw(panels: Iterable[Panel | None]) -> list[Markup]:
    """Return the panels' HTML, in order; None is a panel with nothing to say."""
    shown = [panel for panel in panels if panel is not None]
    return [Markup(render_template(each.template, **each.context)) for each in shown]  # noqa: S704 - a template's own output, escaped there
