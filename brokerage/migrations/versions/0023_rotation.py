"""Rotation: whom an authority might ask next, and what was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rotation_suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_rotation_suggestions_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_rotation_suggestions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_suggestions")),
    )
    op.create_index(
        "ix_rotation_suggestions_organisation",
        "rotation_suggestions",
        ["organisation_id", "id"],
        unique=False,
    )
    op.create_table(
        "rotation_decisions",
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('taken', 'left')", name=op.f("ck_rotation_decisions_outcome")
        ),
        sa.CheckConstraint("length(reason) >= 10", name=op.f("ck_rotation_decisions_reason")),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["briefs.id"], name=op.f("fk_rotation_decisions_brief_id_briefs")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_rotation_decisions_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["rotation_suggestions.id"],
            name=op.f("fk_rotation_decisions_suggestion_id_rotation_suggestions"),
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "brief_id", name=op.f("pk_rotation_decisions")),
    )
    op.create_index(
        op.f("ix_rotation_decisions_brief_id"), "rotation_decisions", ["brief_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_rotation_decisions_brief_id"), table_name="rotation_decisions")
    op.drop_table("rotation_decisions")
    op.drop_index("ix_rotation_suggestions_organisation", table_name="rotation_suggestions")
    op.drop_table("rotation_suggestions")
