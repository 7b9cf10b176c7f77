"""Who may do what with impact and its reports: a part of the table."""

from tests.conventions.access_roles import BROKERS, EVERYONE, Access

IMPACT: dict[str, Access] = {
    "reporting.browse_impact": Access(get=EVERYONE),
    "reporting.show_impact": Access(get=EVERYONE),
    "reporting.list_promises": Access(get=EVERYONE),
    "reporting.show_badge": Access(get=EVERYONE),
    "reporting.download_badge": Access(get=EVERYONE),
    "reporting.choose_what_matters": Access(get=EVERYONE, post=EVERYONE),
    "reporting.show_what_matters": Access(get=EVERYONE),
    "reporting.show_report": Access(get=EVERYONE),
    "reporting.show_edition": Access(get=EVERYONE),
    "reporting.export_cells": Access(get=EVERYONE),
    "reporting.export_workbook": Access(get=EVERYONE),
    "reporting.export_figures": Access(get=EVERYONE),
    "reporting.download_report": Access(get=EVERYONE),
    "reporting.list_drafts": Access(get=BROKERS),
    "reporting.start_report": Access(get=BROKERS, post=BROKERS),
    "reporting.edit_report": Access(get=BROKERS, post=BROKERS),
    "reporting.preview_report": Access(get=BROKERS),
    "reporting.publish_report": Access(post=BROKERS),
    "reporting.delete_report": Access(get=BROKERS, post=BROKERS),
}
