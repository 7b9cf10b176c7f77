"""Learned weights, flagged profiles, and which weights a recorded search set itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learned_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("published", sa.JSON(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status in ('judged', 'in-force', 'retired')", name=op.f("ck_learned_weights_status")
        ),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["users.id"], name=op.f("fk_learned_weights_adopted_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["learned_weights.id"],
            name=op.f("fk_learned_weights_replaces_id_learned_weights"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_weights")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_learned_weights_kind_version")),
    )
    op.create_index(
        "uq_learned_weights_in_force",
        "learned_weights",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("status = 'in-force'"),
        postgresql_where=sa.text("status = 'in-force'"),
    )
    op.create_table(
        "profile_flags",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason in ('copy', 'repeats')", name=op.f("ck_profile_flags_reason")),
        sa.PrimaryKeyConstraint("kind", "object_id", "reason", name=op.f("pk_profile_flags")),
    )
    with op.batch_alter_table("recorded_rankings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pinned", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("recorded_rankings", schema=None) as batch_op:
        batch_op.drop_column("pinned")
    op.drop_table("profile_flags")
    op.drop_table("learned_weights")
