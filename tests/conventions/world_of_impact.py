"""What the seeded world has of impact: a part of the world."""

from brokerage.organisations.models import Organisation
from brokerage.reporting.service.reports import keep_file
from tests.factories.charter import make_pledge, make_signed, make_taken
from tests.factories.reporting import make_draft, make_report


def make_impact(organisation: Organisation) -> None:
    """Publish a report with its file, begin its correction, and let the organisation sign."""
    report = make_report()
    keep_file(report, b"%PDF-1.7")
    make_draft(report.year)
    make_taken(make_signed(organisation), make_pledge())
