"""A booking's conditions, its host's silence, and the hours given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

WERE_OPEN = "status in ('asked', 'alternative', 'accepted')"
ARE_OPEN = "status in ('asked', 'alternative', 'accepted', 'confirmed')"
OLD_STATUSES = (
    "status in ('asked', 'alternative', 'accepted', 'declined', 'withdrawn', 'cancelled', "
    "'attended', 'no-show')"
)
STATUSES = (
    "status in ('asked', 'alternative', 'accepted', 'confirmed', 'declined', 'withdrawn', "
    "'cancelled', 'lapsed', 'attended', 'no-show')"
)
IS_LIVE = "status in ('waiting', 'approved')"


def upgrade() -> None:
    _change_bookings()
    _add_conditions()
    _add_hours()


def downgrade() -> None:
    op.drop_table("hours_amounts")
    op.drop_table("hours_entries")
    op.drop_table("booking_alternatives")
    op.drop_table("booking_conditions")
    _drop_open_indexes()
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_bookings_meet_by"), type_="check")
        batch_op.drop_constraint(op.f("ck_bookings_status"), type_="check")
    op.execute("update bookings set status = 'accepted' where status = 'confirmed'")
    op.execute("update bookings set status = 'cancelled' where status = 'lapsed'")
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_bookings_status"), OLD_STATUSES)
        batch_op.drop_column("checked_in_at")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("meet_by")
        batch_op.drop_column("silence_noted_at")
    _add_open_indexes(WERE_OPEN)


def _change_bookings() -> None:
    _drop_open_indexes()
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_bookings_status"), type_="check")
        batch_op.add_column(
            sa.Column("silence_noted_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("meet_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True))
    # Until now a yes was all there was: those places are sure.
    op.execute("update bookings set status = 'confirmed' where status = 'accepted'")
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_bookings_status"), STATUSES)
        batch_op.create_check_constraint(
            op.f("ck_bookings_meet_by"), "status <> 'accepted' or meet_by is not null"
        )
    _add_open_indexes(ARE_OPEN)


def _drop_open_indexes() -> None:
    op.drop_index("uq_bookings_open_flexible", table_name="bookings")
    op.drop_index("uq_bookings_open_session", table_name="bookings")


def _add_open_indexes(is_open: str) -> None:
    flexible = f"session_id is null and {is_open}"
    op.create_index(
        "uq_bookings_open_flexible",
        "bookings",
        ["user_id", "opportunity_id"],
        unique=True,
        sqlite_where=sa.text(flexible),
        postgresql_where=sa.text(flexible),
    )
    op.create_index(
        "uq_bookings_open_session",
        "bookings",
        ["user_id", "session_id"],
        unique=True,
        sqlite_where=sa.text(is_open),
        postgresql_where=sa.text(is_open),
    )


def _add_conditions() -> None:
    op.create_table(
        "booking_conditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(met_at is null) = (met_by_id is null)", name=op.f("ck_booking_conditions_met")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_conditions_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["met_by_id"], ["users.id"], name=op.f("fk_booking_conditions_met_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_conditions")),
    )
    op.create_index(
        "uq_booking_conditions_pair",
        "booking_conditions",
        ["booking_id", "requirement"],
        unique=True,
    )
    op.create_table(
        "booking_alternatives",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
            name=op.f("fk_booking_alternatives_booking_id_bookings"),
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_booking_alternatives_opportunity_id_opportunities"),
        ),
        sa.PrimaryKeyConstraint("booking_id", "position", name=op.f("pk_booking_alternatives")),
    )
    op.create_index(
        op.f("ix_booking_alternatives_opportunity_id"), "booking_alternatives", ["opportunity_id"]
    )


def _add_hours() -> None:
    op.create_table(
        "hours_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("host_name", sa.String(length=160), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("logged_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes between 1 and 1440", name=op.f("ck_hours_entries_minutes")),
        sa.CheckConstraint(
            "origin in ('attendance', 'volunteer', 'own-day')",
            name=op.f("ck_hours_entries_origin"),
        ),
        sa.CheckConstraint(
            "(origin = 'own-day') = (booking_id is null)"
            " and (booking_id is null or organisation_id is not null)",
            name=op.f("ck_hours_entries_source"),
        ),
        sa.CheckConstraint(
            "status in ('waiting', 'approved', 'declined', 'withdrawn')",
            name=op.f("ck_hours_entries_status"),
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_hours_entries_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["logged_by_id"], ["users.id"], name=op.f("fk_hours_entries_logged_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_hours_entries_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_hours_entries_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entries")),
    )
    op.create_index(op.f("ix_hours_entries_booking_id"), "hours_entries", ["booking_id"])
    op.create_index("ix_hours_entries_organisation", "hours_entries", ["organisation_id", "status"])
    op.create_index("ix_hours_entries_user", "hours_entries", ["user_id", "done_on"])
    op.create_index(
        "uq_hours_entries_live_source",
        "hours_entries",
        ["source"],
        unique=True,
        sqlite_where=sa.text(IS_LIVE),
        postgresql_where=sa.text(IS_LIVE),
    )
    op.create_table(
        "hours_amounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hours_entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'approve' or minutes > 0", name=op.f("ck_hours_amounts_approve")
        ),
        sa.CheckConstraint(
            "kind in ('approve', 'correct', 'undo')", name=op.f("ck_hours_amounts_kind")
        ),
        sa.CheckConstraint(
            "minutes <> 0 and minutes between -1440 and 1440",
            name=op.f("ck_hours_amounts_minutes"),
        ),
        sa.CheckConstraint("kind <> 'undo' or minutes < 0", name=op.f("ck_hours_amounts_undo")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_hours_amounts_added_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["hours_entry_id"],
            ["hours_entries.id"],
            name=op.f("fk_hours_amounts_hours_entry_id_hours_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_amounts")),
    )
    op.create_index(
        "uq_hours_amounts_number", "hours_amounts", ["hours_entry_id", "number"], unique=True
    )
