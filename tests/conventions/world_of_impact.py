"""What the seeded world has of impact: a part of the world."""

from brokerage.reporting.service.reports import keep_file
from tests.factories.charter import make_pledge, make_signed, make_taken
from tests.factories.organisations import make_organisation
from tests.factories.reporting import make_draft, make_report

FIRM = "a-firm-with-impact"


def make_impact() -> None:
    """Publish a report with its file, begin its correction, and let a firm sign the charter."""
    report = make_report()
    keep_file(report, b"%PDF-1.7")
    make_draft(report.year)
    make_taken(make_signed(make_organisation(slug=FIRM)), make_pledge())
