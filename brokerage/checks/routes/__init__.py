"""Pages of checks, one file an audience; importing them adds their views to the blueprint."""

from brokerage.checks.routes import administrator, broker, host, member, public
from brokerage.checks.routes.blueprint import blueprint

__all__ = ["administrator", "blueprint", "broker", "host", "member", "public"]
