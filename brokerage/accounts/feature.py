"""What accounts register with the app, and the jobs of the parts below it."""

from __future__ import annotations

from datetime import timedelta

from brokerage.accounts import cli, models, permissions, tasks
from brokerage.accounts.routes import administrator, member, public, staff, visitor
from brokerage.accounts.routes.blueprint import blueprint
from brokerage.audit import seal_audit_log
from brokerage.jobs import Job
from brokerage.mail import deliver_outbox, has_due_mail
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.throttle import forget_old_counts

VIEWS = (public, staff, member, administrator)
"""Importing them is what adds their views to the blueprint."""

ACCOUNTS = Feature(
    name="accounts",
    models=models,
    blueprints=(blueprint,),
    permissions=permissions.PERMISSIONS,
    identify=visitor.identify,
    navigation=(
        NavigationEntry(
            "Users", "accounts.list_users", permissions.ADMINISTER_USERS, Audience.BROKER
        ),
        NavigationEntry(
            "Audit log", "accounts.list_audit_events", permissions.VIEW_AUDIT, Audience.BROKER
        ),
        NavigationEntry(
            "Mail", "accounts.list_undelivered_mail", permissions.ADMINISTER_MAIL, Audience.BROKER
        ),
    ),
    jobs=(
        Job("deliver-outbox", timedelta(seconds=2), deliver_outbox, has_due_mail),
        Job("seal-audit-log", timedelta(minutes=1), seal_audit_log),
        Job("forget-throttle-counts", timedelta(hours=6), forget_old_counts),
        Job("delete-old-sign-ins", timedelta(days=1), tasks.delete_old_links_and_sign_ins),
        Job("delete-used-codes", timedelta(days=1), tasks.delete_used_codes),
        Job("delete-unverified-users", timedelta(hours=6), tasks.delete_unverified_users),
    ),
    commands=(cli.create_administrator, cli.reset_codes),
)
