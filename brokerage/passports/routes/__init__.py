"""Views of passports, one file an audience."""

from brokerage.passports.routes import administrator, broker, documents, member, sites, years
from brokerage.passports.routes.blueprint import blueprint

__all__ = ["administrator", "blueprint", "broker", "documents", "member", "sites", "years"]
