"""Reminders of drafts and of enquiries without an answer; documents beside evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("approaches", "competition_invitations"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("reminded_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    for table in ("competition_invitations", "approaches"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("reminded_days")
