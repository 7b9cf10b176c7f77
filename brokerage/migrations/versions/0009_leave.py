"""Employers' leave policies and teams, wallets with their entries, requests, own days, links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leave_policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("allowance_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes_a_day", sa.Integer(), nullable=False),
        sa.Column("is_in_days", sa.Boolean(), nullable=False),
        sa.Column("takes_half_days", sa.Boolean(), nullable=False),
        sa.Column("year_month", sa.Integer(), nullable=False),
        sa.Column("year_day", sa.Integer(), nullable=False),
        sa.Column("is_pro_rata", sa.Boolean(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("counts_outside", sa.Boolean(), nullable=False),
        sa.Column("counts_remote", sa.Boolean(), nullable=False),
        sa.Column("notice_working_days", sa.Integer(), nullable=False),
        sa.Column("late_working_days", sa.Integer(), nullable=False),
        sa.Column("no_show", sa.String(length=10), nullable=False),
        sa.Column("late_cancellation", sa.String(length=10), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "late_cancellation in ('give-back', 'take')",
            name=op.f("ck_leave_policies_late_cancellation"),
        ),
        sa.CheckConstraint(
            "no_show in ('give-back', 'take')", name=op.f("ck_leave_policies_no_show")
        ),
        sa.CheckConstraint(
            "allowance_minutes > 0", name=op.f("ck_leave_policies_allowance_minutes")
        ),
        sa.CheckConstraint(
            "late_working_days between 0 and 40", name=op.f("ck_leave_policies_late_working_days")
        ),
        sa.CheckConstraint(
            "minutes_a_day between 60 and 720", name=op.f("ck_leave_policies_minutes_a_day")
        ),
        sa.CheckConstraint(
            "notice_working_days between 0 and 40",
            name=op.f("ck_leave_policies_notice_working_days"),
        ),
        sa.CheckConstraint("year_day between 1 and 28", name=op.f("ck_leave_policies_year_day")),
        sa.CheckConstraint(
            "year_month between 1 and 12", name=op.f("ck_leave_policies_year_month")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_leave_policies_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_policies")),
    )
    op.create_index(
        "uq_leave_policies_from", "leave_policies", ["organisation_id", "from_on"], unique=True
    )
    op.create_table(
        "leave_teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("manager_email", sa.String(length=254), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_leave_teams_name")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_leave_teams_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_teams")),
    )
    op.create_index("uq_leave_teams_name", "leave_teams", ["organisation_id", "name"], unique=True)
    op.create_table(
        "leave_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("granted_minutes", sa.Integer(), nullable=False),
        sa.Column("reserved_minutes", sa.Integer(), nullable=False),
        sa.Column("taken_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_before > starts_on", name=op.f("ck_leave_accounts_ends_before")),
        sa.CheckConstraint(
            "reserved_minutes + taken_minutes <= granted_minutes",
            name=op.f("ck_leave_accounts_left"),
        ),
        sa.CheckConstraint(
            "reserved_minutes >= 0", name=op.f("ck_leave_accounts_reserved_minutes")
        ),
        sa.CheckConstraint("taken_minutes >= 0", name=op.f("ck_leave_accounts_taken_minutes")),
        sa.ForeignKeyConstraint(
            ["employment_id"],
            ["employments.id"],
            name=op.f("fk_leave_accounts_employment_id_employments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_accounts")),
    )
    op.create_index(
        "uq_leave_accounts_year", "leave_accounts", ["employment_id", "starts_on"], unique=True
    )
    op.create_table(
        "leave_arrangements",
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("full_time_percent", sa.Integer(), nullable=False),
        sa.Column("manager_email", sa.String(length=254), nullable=True),
        sa.CheckConstraint(
            "full_time_percent between 1 and 100", name=op.f("ck_leave_arrangements_percent")
        ),
        sa.ForeignKeyConstraint(
            ["employment_id"],
            ["employments.id"],
            name=op.f("fk_leave_arrangements_employment_id_employments"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["leave_teams.id"], name=op.f("fk_leave_arrangements_team_id_leave_teams")
        ),
        sa.PrimaryKeyConstraint("employment_id", name=op.f("pk_leave_arrangements")),
    )
    op.create_index(
        op.f("ix_leave_arrangements_team_id"), "leave_arrangements", ["team_id"], unique=False
    )
    op.create_table(
        "own_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("host_name", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("confirmed_minutes", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'confirmed') = (confirmed_minutes is not null)",
            name=op.f("ck_own_days_hours"),
        ),
        sa.CheckConstraint(
            "status in ('asked', 'agreed', 'declined', 'withdrawn', 'confirmed', 'not-there')",
            name=op.f("ck_own_days_status"),
        ),
        sa.CheckConstraint("confirmed_minutes > 0", name=op.f("ck_own_days_confirmed_minutes")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_own_days_ends_at")),
        sa.ForeignKeyConstraint(
            ["employment_id"],
            ["employments.id"],
            name=op.f("fk_own_days_employment_id_employments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_days")),
    )
    op.create_index(op.f("ix_own_days_employment_id"), "own_days", ["employment_id"], unique=False)
    op.create_index(op.f("ix_own_days_status"), "own_days", ["status"], unique=False)
    op.create_table(
        "leave_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=True),
        sa.Column("host_name", sa.String(length=120), nullable=False),
        sa.Column("shares_host", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('asked', 'not-needed', 'approved', 'declined', 'withdrawn', 'released', 'taken')",
            name=op.f("ck_leave_requests_status"),
        ),
        sa.CheckConstraint(
            "why in ('withdrawn', 'called-off', 'no-show', 'no-answer')",
            name=op.f("ck_leave_requests_why"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_leave_requests_ends_at")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_leave_requests_minutes")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["leave_accounts.id"],
            name=op.f("fk_leave_requests_account_id_leave_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_leave_requests_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["host_organisation_id"],
            ["organisations.id"],
            name=op.f("fk_leave_requests_host_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_requests")),
    )
    op.create_index(
        op.f("ix_leave_requests_account_id"), "leave_requests", ["account_id"], unique=False
    )
    op.create_index(
        "ix_leave_requests_source", "leave_requests", ["source_kind", "source_id"], unique=False
    )
    op.create_index(
        "ix_leave_requests_status", "leave_requests", ["status", "starts_at"], unique=False
    )
    op.create_index(
        "uq_leave_requests_open",
        "leave_requests",
        ["source_kind", "source_id"],
        unique=True,
        sqlite_where=sa.text("status in ('asked', 'not-needed', 'approved')"),
        postgresql_where=sa.text("status in ('asked', 'not-needed', 'approved')"),
    )
    op.create_table(
        "leave_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('granted', 'cut', 'reserved', 'given-back', 'taken', 'refunded')",
            name=op.f("ck_leave_entries_kind"),
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_leave_entries_minutes")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["leave_accounts.id"],
            name=op.f("fk_leave_entries_account_id_leave_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["leave_requests.id"],
            name=op.f("fk_leave_entries_request_id_leave_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_entries")),
    )
    op.create_index(
        op.f("ix_leave_entries_account_id"), "leave_entries", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_leave_entries_request_id"), "leave_entries", ["request_id"], unique=False
    )
    op.create_table(
        "leave_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("own_day_id", sa.Integer(), nullable=True),
        sa.Column("sent_to", sa.String(length=254), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(request_id is null) <> (own_day_id is null)", name=op.f("ck_leave_links_subject")
        ),
        sa.ForeignKeyConstraint(
            ["own_day_id"], ["own_days.id"], name=op.f("fk_leave_links_own_day_id_own_days")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["leave_requests.id"],
            name=op.f("fk_leave_links_request_id_leave_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_leave_links_token_digest")),
    )
    op.create_index(op.f("ix_leave_links_expires_at"), "leave_links", ["expires_at"], unique=False)
    op.create_index(op.f("ix_leave_links_own_day_id"), "leave_links", ["own_day_id"], unique=False)
    op.create_index(op.f("ix_leave_links_request_id"), "leave_links", ["request_id"], unique=False)


def downgrade() -> None:
    op.drop_table("leave_links")
    op.drop_table("leave_entries")
    op.drop_table("leave_requests")
    op.drop_table("own_days")
    op.drop_table("leave_arrangements")
    op.drop_table("leave_accounts")
    op.drop_table("leave_teams")
    op.drop_table("leave_policies")
