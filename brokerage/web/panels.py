"""A part of a lower feature's page that a higher feature fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A template to include and what it shows; the page gives it its place and nothing else.

    The template begins with an h2 and gets its values as `panel.context`.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
