"""What the spend lens registers with the app."""

from __future__ import annotations

from datetime import timedelta

from brokerage.jobs import Job
from brokerage.spend import cli, models, tasks
from brokerage.spend.permissions import PERMISSIONS
from brokerage.web.features import Feature

SPEND = Feature(
    name="spend",
    models=models,
    permissions=PERMISSIONS,
    jobs=(
        Job("import-spend", timedelta(seconds=1), tasks.import_next, tasks.has_work),
        Job(
            "refresh-spend-figures",
            timedelta(seconds=5),
            tasks.refresh_figures,
            tasks.has_stale_figures,
        ),
        Job("refresh-all-spend", timedelta(hours=12), tasks.refresh_all),
    ),
    commands=(cli.import_spend,),
)
