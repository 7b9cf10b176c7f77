"""Calendar feeds and invitations, the weekly list, and what is not for whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IS_OWN = sa.text("organisation_id is null")
NEW_COLUMNS = ("calendar", "calendar_method", "unsubscribe_url")


def upgrade() -> None:
    _create_calendars()
    _create_digests()
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calendar", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("calendar_method", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("unsubscribe_url", sa.String(length=400), nullable=True))


def _create_calendars() -> None:
    op.create_table(
        "calendar_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_calendar_addresses_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calendar_addresses_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_addresses")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_calendar_addresses_token_digest")),
    )
    op.create_index(
        "uq_calendar_addresses_own",
        "calendar_addresses",
        ["user_id"],
        unique=True,
        sqlite_where=IS_OWN,
        postgresql_where=IS_OWN,
    )
    op.create_index(
        "uq_calendar_addresses_host",
        "calendar_addresses",
        ["user_id", "organisation_id"],
        unique=True,
    )
    op.create_table(
        "calendar_entries",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "state in ('tentative', 'confirmed', 'cancelled')",
            name=op.f("ck_calendar_entries_state"),
        ),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_calendar_entries_sequence")),
        sa.PrimaryKeyConstraint("kind", "object_id", name=op.f("pk_calendar_entries")),
    )


def _create_digests() -> None:
    op.create_table(
        "digest_subscriptions",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_digest_subscriptions_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest_subscriptions")),
    )
    op.create_table(
        "digest_sendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("shown >= 0", name=op.f("ck_digest_sendings_shown")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_digest_sendings_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_sendings")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_digest_sendings_token_digest")),
    )
    op.create_index("uq_digest_sendings_week", "digest_sendings", ["user_id", "week"], unique=True)
    op.create_table(
        "dismissals",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_dismissals_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", "object_id", name=op.f("pk_dismissals")),
    )


def downgrade() -> None:
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        for column in NEW_COLUMNS:
            batch_op.drop_column(column)
    op.drop_table("dismissals")
    op.drop_table("digest_sendings")
    op.drop_table("digest_subscriptions")
    op.drop_table("calendar_entries")
    op.drop_table("calendar_addresses")
