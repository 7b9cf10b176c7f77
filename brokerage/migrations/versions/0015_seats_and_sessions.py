"""Waiting lists, repeating dates with term dates, team bookings, and how seats are given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "seat_rules",
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("close_hours", sa.Integer(), nullable=False),
        sa.Column("drop_out_hours", sa.Integer(), nullable=False),
        sa.Column("cover_limit", sa.Integer(), nullable=False),
        sa.CheckConstraint("close_hours between 0 and 672", name=op.f("ck_seat_rules_close_hours")),
        sa.CheckConstraint("cover_limit between 1 and 20", name=op.f("ck_seat_rules_cover_limit")),
        sa.CheckConstraint(
            "drop_out_hours between 0 and 336", name=op.f("ck_seat_rules_drop_out_hours")
        ),
        sa.CheckConstraint("offer_hours between 1 and 336", name=op.f("ck_seat_rules_offer_hours")),
        sa.PrimaryKeyConstraint("owner_kind", "owner_id", name=op.f("pk_seat_rules")),
    )
    op.create_table(
        "cover_asks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_cover_asks_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_cover_asks_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_cover_asks_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_asks")),
    )
    with op.batch_alter_table("cover_asks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cover_asks_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_cover_asks_pair", ["session_id", "user_id"], unique=True)

    op.create_table(
        "cover_volunteers",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_cover_volunteers_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_cover_volunteers")),
    )
    op.create_table(
        "session_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(length=20), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=9), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "pattern in ('weeks', 'monthly-weekday', 'monthly-date')",
            name=op.f("ck_session_series_pattern"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.code"],
            name=op.f("fk_session_series_authority_code_authorities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_series")),
    )
    with op.batch_alter_table("session_series", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_series_owner_kind_owner_id"),
            ["owner_kind", "owner_id"],
            unique=False,
        )

    op.create_table(
        "team_bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("name_by", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('asked', 'accepted', 'declined', 'withdrawn', 'cancelled', 'settled')",
            name=op.f("ck_team_bookings_status"),
        ),
        sa.CheckConstraint("named between 0 and seats", name=op.f("ck_team_bookings_named")),
        sa.CheckConstraint("seats between 0 and 500", name=op.f("ck_team_bookings_seats")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_team_bookings_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_team_bookings_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_team_bookings_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_bookings")),
    )
    with op.batch_alter_table("team_bookings", schema=None) as batch_op:
        batch_op.create_index("ix_team_bookings_due", ["status", "name_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_team_bookings_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "ix_team_bookings_owner", ["owner_kind", "owner_id", "status"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_team_bookings_session_id"), ["session_id"], unique=False
        )
        batch_op.create_index(
            "uq_team_bookings_open",
            ["organisation_id", "session_id"],
            unique=True,
            sqlite_where=sa.text("status in ('asked', 'accepted')"),
            postgresql_where=sa.text("status in ('asked', 'accepted')"),
        )

    op.create_table(
        "term_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('term', 'closed')", name=op.f("ck_term_dates_kind")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_term_dates_ends_on")),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.code"],
            name=op.f("fk_term_dates_authority_code_authorities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_dates")),
    )
    with op.batch_alter_table("term_dates", schema=None) as batch_op:
        batch_op.create_index(
            "uq_term_dates_start", ["authority_code", "kind", "starts_on"], unique=True
        )

    op.create_table(
        "waiting_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'offered') <= (offer_until is not null)",
            name=op.f("ck_waiting_entries_offer_until"),
        ),
        sa.CheckConstraint(
            "status in ('waiting', 'offered', 'taken', 'left', 'lapsed', 'removed', 'closed')",
            name=op.f("ck_waiting_entries_status"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_waiting_entries_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_waiting_entries_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entries")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_waiting_entries_token_digest")),
    )
    with op.batch_alter_table("waiting_entries", schema=None) as batch_op:
        batch_op.create_index("ix_waiting_entries_due", ["status", "offer_until"], unique=False)
        batch_op.create_index(
            "ix_waiting_entries_queue",
            ["owner_kind", "owner_id", "session_id", "status"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_waiting_entries_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_waiting_entries_flexible",
            ["user_id", "owner_kind", "owner_id"],
            unique=True,
            sqlite_where=sa.text("session_id is null and status in ('waiting', 'offered')"),
            postgresql_where=sa.text("session_id is null and status in ('waiting', 'offered')"),
        )
        batch_op.create_index(
            "uq_waiting_entries_session",
            ["user_id", "session_id"],
            unique=True,
            sqlite_where=sa.text("status in ('waiting', 'offered')"),
            postgresql_where=sa.text("status in ('waiting', 'offered')"),
        )

    op.create_table(
        "session_plans",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("runs_anyway_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "minimum = 0 or closes_at is not null", name=op.f("ck_session_plans_closes_at")
        ),
        sa.CheckConstraint("minimum between 0 and 500", name=op.f("ck_session_plans_minimum")),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["session_series.id"],
            name=op.f("fk_session_plans_series_id_session_series"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_plans_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_plans")),
    )
    with op.batch_alter_table("session_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_plans_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_plans_series_id"), ["series_id"], unique=False)

    op.create_table(
        "team_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_booking_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_booking_id"],
            ["team_bookings.id"],
            name=op.f("fk_team_names_team_booking_id_team_bookings"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_team_names_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_names")),
    )
    with op.batch_alter_table("team_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_names_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_names_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_team_names_present",
            ["team_booking_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("removed_at is null"),
            postgresql_where=sa.text("removed_at is null"),
        )


def downgrade() -> None:

    with op.batch_alter_table("team_names", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_team_names_present",
            sqlite_where=sa.text("removed_at is null"),
            postgresql_where=sa.text("removed_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_team_names_user_id"))
        batch_op.drop_index(batch_op.f("ix_team_names_booking_id"))

    op.drop_table("team_names")
    with op.batch_alter_table("session_plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_plans_series_id"))
        batch_op.drop_index(batch_op.f("ix_session_plans_closes_at"))

    op.drop_table("session_plans")
    with op.batch_alter_table("waiting_entries", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_waiting_entries_session",
            sqlite_where=sa.text("status in ('waiting', 'offered')"),
            postgresql_where=sa.text("status in ('waiting', 'offered')"),
        )
        batch_op.drop_index(
            "uq_waiting_entries_flexible",
            sqlite_where=sa.text("session_id is null and status in ('waiting', 'offered')"),
            postgresql_where=sa.text("session_id is null and status in ('waiting', 'offered')"),
        )
        batch_op.drop_index(batch_op.f("ix_waiting_entries_user_id"))
        batch_op.drop_index("ix_waiting_entries_queue")
        batch_op.drop_index("ix_waiting_entries_due")

    op.drop_table("waiting_entries")
    with op.batch_alter_table("term_dates", schema=None) as batch_op:
        batch_op.drop_index("uq_term_dates_start")

    op.drop_table("term_dates")
    with op.batch_alter_table("team_bookings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_team_bookings_open",
            sqlite_where=sa.text("status in ('asked', 'accepted')"),
            postgresql_where=sa.text("status in ('asked', 'accepted')"),
        )
        batch_op.drop_index(batch_op.f("ix_team_bookings_session_id"))
        batch_op.drop_index("ix_team_bookings_owner")
        batch_op.drop_index(batch_op.f("ix_team_bookings_organisation_id"))
        batch_op.drop_index("ix_team_bookings_due")

    op.drop_table("team_bookings")
    with op.batch_alter_table("session_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_series_owner_kind_owner_id"))

    op.drop_table("session_series")
    op.drop_table("cover_volunteers")
    with op.batch_alter_table("cover_asks", schema=None) as batch_op:
        batch_op.drop_index("uq_cover_asks_pair")
        batch_op.drop_index(batch_op.f("ix_cover_asks_user_id"))

    op.drop_table("cover_asks")
    op.drop_table("seat_rules")
