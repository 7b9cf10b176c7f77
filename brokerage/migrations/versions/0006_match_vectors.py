"""Sentence vectors of what is matched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "match_vectors",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("vector_count", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "object_id", name=op.f("pk_match_vectors")),
    )
    with op.batch_alter_table("match_vectors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_vectors_change_id"), ["change_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("match_vectors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_vectors_change_id"))

    op.drop_table("match_vectors")
