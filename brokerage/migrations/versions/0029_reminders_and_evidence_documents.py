"""Reminders of drafts and of enquiries without an answer; documents beside evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ONE_PROOF = (
    "(case when evidence_id is null then 0 else 1 end)"
    " + (case when site_id is null then 0 else 1 end)"
    " + (case when size_year_id is null then 0 else 1 end) = 1"
)


def upgrade() -> None:
    for table in ("approaches", "competition_invitations"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("reminded_days", sa.Integer(), nullable=True))
    op.create_table(
        "evidence_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("size_year_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("mimetype", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mimetype in ('application/pdf', 'image/jpeg')",
            name=op.f("ck_evidence_documents_mimetype"),
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_evidence_documents_title")),
        sa.CheckConstraint(ONE_PROOF, name=op.f("ck_evidence_documents_one_proof")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_evidence_documents_added_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_evidence_documents_evidence_id_evidence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_evidence_documents_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["sites.id"],
            name=op.f("fk_evidence_documents_site_id_sites"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["size_year_id"],
            ["size_years.id"],
            name=op.f("fk_evidence_documents_size_year_id_size_years"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_documents")),
        *(
            sa.UniqueConstraint(
                column, "digest", name=op.f(f"uq_evidence_documents_{column}_digest")
            )
            for column in ("evidence_id", "site_id", "size_year_id")
        ),
    )
    op.create_index(
        op.f("ix_evidence_documents_organisation_id"),
        "evidence_documents",
        ["organisation_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_evidence_documents_organisation_id"), table_name="evidence_documents")
    op.drop_table("evidence_documents")
    for table in ("competition_invitations", "approaches"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("reminded_days")
