"""Views of the toolkit, one file an audience."""

from brokerage.toolkit.routes import (
    attending,
    broker,
    broker_resources,
    host,
    member,
    public,
)
from brokerage.toolkit.routes.blueprint import blueprint

__all__ = ["attending", "blueprint", "broker", "broker_resources", "host", "member", "public"]
