"""What was decided about one candidate is found without reading about all others."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_decisions_candidate", "decisions", ["candidate_id", "verb"])


def downgrade() -> None:
    op.drop_index("ix_decisions_candidate", table_name="decisions")
