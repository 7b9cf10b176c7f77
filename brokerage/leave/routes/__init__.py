"""Views of leave, one file an audience."""

from brokerage.leave.routes import broker, employer, links, member, policies, uptake, wallet
from brokerage.leave.routes.blueprint import blueprint

__all__ = ["blueprint", "broker", "employer", "links", "member", "policies", "uptake", "wallet"]
