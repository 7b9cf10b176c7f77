"""Reminders of placement offers, a no that is taken back, and what a “not for me” came of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reconsidered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("dismissals", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("came_of", sa.String(length=12), nullable=False, server_default="said")
        )
        batch_op.create_check_constraint(
            op.f("ck_dismissals_came_of"), "came_of in ('said', 'invitation', 'offer')"
        )


def downgrade() -> None:
    with op.batch_alter_table("dismissals", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_dismissals_came_of"), type_="check")
        batch_op.drop_column("came_of")
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_column("reconsidered_at")
        batch_op.drop_column("reminded_at")
