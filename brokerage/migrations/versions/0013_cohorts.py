"""Cohorts: members placed in many places at once, what was decided, and the offers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohorts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('draft', 'open', 'closed')", name=op.f("ck_cohorts_status")),
        sa.CheckConstraint("answer_days between 2 and 20", name=op.f("ck_cohorts_answer_days")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_cohorts_created_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_cohorts_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
    )
    op.create_index("ix_cohorts_host", "cohorts", ["organisation_id", "status"], unique=False)
    op.create_table(
        "cohort_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_members_cohort_id_cohorts")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_cohort_members_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_members")),
    )
    op.create_index(op.f("ix_cohort_members_user_id"), "cohort_members", ["user_id"], unique=False)
    op.create_index(
        "uq_cohort_members_current",
        "cohort_members",
        ["cohort_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("left_at is null"),
        postgresql_where=sa.text("left_at is null"),
    )
    op.create_table(
        "cohort_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("may_stay_empty", sa.Boolean(), nullable=False),
        sa.Column("area_priority", sa.Integer(), nullable=False),
        sa.Column("area_facts", sa.JSON(), nullable=False),
        sa.Column("added_priority", sa.Integer(), nullable=False),
        sa.Column("priority_reason", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "added_priority = 0 or priority_reason <> ''",
            name=op.f("ck_cohort_places_priority_reason"),
        ),
        sa.CheckConstraint(
            "added_priority between 0 and 9", name=op.f("ck_cohort_places_added_priority")
        ),
        sa.CheckConstraint(
            "area_priority between 0 and 9", name=op.f("ck_cohort_places_area_priority")
        ),
        sa.CheckConstraint("capacity between 1 and 500", name=op.f("ck_cohort_places_capacity")),
        sa.CheckConstraint("minimum between 0 and capacity", name=op.f("ck_cohort_places_minimum")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_places_cohort_id_cohorts")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_cohort_places_opportunity_id_opportunities"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_cohort_places_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_places")),
    )
    op.create_index(
        op.f("ix_cohort_places_opportunity_id"), "cohort_places", ["opportunity_id"], unique=False
    )
    op.create_index(
        op.f("ix_cohort_places_session_id"), "cohort_places", ["session_id"], unique=False
    )
    op.create_index(
        "uq_cohort_places_flexible",
        "cohort_places",
        ["cohort_id", "opportunity_id"],
        unique=True,
        sqlite_where=sa.text("session_id is null"),
        postgresql_where=sa.text("session_id is null"),
    )
    op.create_index(
        "uq_cohort_places_session", "cohort_places", ["cohort_id", "session_id"], unique=True
    )
    op.create_table(
        "placement_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("inputs_digest", sa.String(length=64), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "status in ('waiting', 'working', 'done', 'failed')",
            name=op.f("ck_placement_runs_status"),
        ),
        sa.CheckConstraint("done between 0 and 100", name=op.f("ck_placement_runs_done")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_placement_runs_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_placement_runs_cohort_id_cohorts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_runs")),
    )
    op.create_index(
        "uq_placement_runs_under_way",
        "placement_runs",
        ["cohort_id"],
        unique=True,
        sqlite_where=sa.text("status in ('waiting', 'working')"),
        postgresql_where=sa.text("status in ('waiting', 'working')"),
    )
    op.create_index(
        "uq_placement_runs_version", "placement_runs", ["cohort_id", "version"], unique=True
    )
    op.create_table(
        "cohort_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('lock', 'forbid')", name=op.f("ck_cohort_pairs_kind")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_pairs_cohort_id_cohorts")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["cohort_members.id"],
            name=op.f("fk_cohort_pairs_member_id_cohort_members"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["cohort_places.id"], name=op.f("fk_cohort_pairs_place_id_cohort_places")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["users.id"], name=op.f("fk_cohort_pairs_set_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_pairs")),
    )
    op.create_index(op.f("ix_cohort_pairs_cohort_id"), "cohort_pairs", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_cohort_pairs_place_id"), "cohort_pairs", ["place_id"], unique=False)
    op.create_index(
        "uq_cohort_pairs_lock",
        "cohort_pairs",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'lock'"),
        postgresql_where=sa.text("kind = 'lock'"),
    )
    op.create_index("uq_cohort_pairs_pair", "cohort_pairs", ["member_id", "place_id"], unique=True)
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(length=12), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'proposed') = (offered_at is null)", name=op.f("ck_placements_offered_at")
        ),
        sa.CheckConstraint(
            "decline_reason in ('time', 'travel', 'found-other', 'not-now', 'no-reason')",
            name=op.f("ck_placements_decline_reason"),
        ),
        sa.CheckConstraint(
            "status in ('proposed', 'offered', 'accepted', 'declined', 'lapsed', 'taken-back', 'ended')",
            name=op.f("ck_placements_status"),
        ),
        sa.CheckConstraint(
            "(offered_at is null) = (answer_by is null)", name=op.f("ck_placements_answer_by")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_placements_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["cohort_members.id"],
            name=op.f("fk_placements_member_id_cohort_members"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["cohort_places.id"], name=op.f("fk_placements_place_id_cohort_places")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["placement_runs.id"], name=op.f("fk_placements_run_id_placement_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_placements_booking_id")),
    )
    op.create_index("ix_placements_due", "placements", ["status", "answer_by"], unique=False)
    op.create_index("ix_placements_place", "placements", ["place_id", "status"], unique=False)
    op.create_index(
        "uq_placements_held",
        "placements",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text("status in ('offered', 'accepted')"),
        postgresql_where=sa.text("status in ('offered', 'accepted')"),
    )
    op.create_index("uq_placements_member", "placements", ["run_id", "member_id"], unique=True)


def downgrade() -> None:
    op.drop_table("placements")
    op.drop_table("cohort_pairs")
    op.drop_table("placement_runs")
    op.drop_table("cohort_places")
    op.drop_table("cohort_members")
    op.drop_table("cohorts")
