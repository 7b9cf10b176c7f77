"""Spend: imports, payments, suppliers, what people said of names, and figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spend_decisions",
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.code"],
            name=op.f("fk_spend_decisions_authority_code_authorities"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_spend_decisions_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_spend_decisions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint(
            "authority_code", "key", "organisation_id", name=op.f("pk_spend_decisions")
        ),
    )
    op.create_index(
        op.f("ix_spend_decisions_organisation_id"),
        "spend_decisions",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "spend_figures",
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("worked_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "year = 0 or year between 1990 and 2200", name=op.f("ck_spend_figures_year")
        ),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.code"],
            name=op.f("fk_spend_figures_authority_code_authorities"),
        ),
        sa.PrimaryKeyConstraint("authority_code", "year", name=op.f("pk_spend_figures")),
    )
    op.create_table(
        "spend_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("how", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("style", sa.JSON(), nullable=False),
        sa.Column("quarter_on", sa.Date(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=True),
        sa.Column("rejected", sa.Integer(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=True),
        sa.Column("total_pence", sa.BigInteger(), nullable=True),
        sa.Column("unnamed", sa.Integer(), nullable=True),
        sa.Column("resolved", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "status in ('read', 'waiting', 'working', 'published', 'nothing-new', 'failed', 'withdrawn')",
            name=op.f("ck_spend_imports_status"),
        ),
        sa.CheckConstraint("done between 0 and 100", name=op.f("ck_spend_imports_done")),
        sa.CheckConstraint(
            "rows = accepted + rejected or accepted is null", name=op.f("ck_spend_imports_rows")
        ),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.code"],
            name=op.f("fk_spend_imports_authority_code_authorities"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_spend_imports_created_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend_imports")),
    )
    op.create_index(op.f("ix_spend_imports_digest"), "spend_imports", ["digest"], unique=False)
    op.create_index(
        "ix_spend_imports_list", "spend_imports", ["authority_code", "id"], unique=False
    )
    op.create_index(op.f("ix_spend_imports_status"), "spend_imports", ["status"], unique=False)
    op.create_index(
        "uq_spend_imports_under_way",
        "spend_imports",
        ["authority_code"],
        unique=True,
        sqlite_where=sa.text("status in ('waiting', 'working')"),
        postgresql_where=sa.text("status in ('waiting', 'working')"),
    )
    op.create_table(
        "spend_suppliers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(standing in ('automatic', 'confirmed')) = (organisation_id is not null)",
            name=op.f("ck_spend_suppliers_organisation"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_spend_suppliers_name")),
        sa.CheckConstraint(
            "standing in ('automatic', 'confirmed', 'asked', 'none')",
            name=op.f("ck_spend_suppliers_standing"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.code"],
            name=op.f("fk_spend_suppliers_authority_code_authorities"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_spend_suppliers_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend_suppliers")),
        sa.UniqueConstraint(
            "authority_code", "key", name=op.f("uq_spend_suppliers_authority_code_key")
        ),
    )
    op.create_index(
        op.f("ix_spend_suppliers_organisation_id"),
        "spend_suppliers",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        "ix_spend_suppliers_standing",
        "spend_suppliers",
        ["authority_code", "standing"],
        unique=False,
    )
    op.create_table(
        "spend_chunks",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["spend_imports.id"],
            name=op.f("fk_spend_chunks_import_id_spend_imports"),
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_spend_chunks")),
    )
    op.create_table(
        "spend_payments",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("row_key", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("quarter_on", sa.Date(), nullable=True),
        sa.Column("service", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "pence between -10000000000000 and 10000000000000", name=op.f("ck_spend_payments_pence")
        ),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.code"],
            name=op.f("fk_spend_payments_authority_code_authorities"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["spend_imports.id"],
            name=op.f("fk_spend_payments_import_id_spend_imports"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["spend_suppliers.id"],
            name=op.f("fk_spend_payments_supplier_id_spend_suppliers"),
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_spend_payments")),
        sa.UniqueConstraint(
            "authority_code", "row_key", name=op.f("uq_spend_payments_authority_code_row_key")
        ),
    )
    op.create_index(
        "ix_spend_payments_supplier",
        "spend_payments",
        ["authority_code", "supplier_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_spend_payments_supplier_id"), "spend_payments", ["supplier_id"], unique=False
    )
    op.create_table(
        "spend_rejections",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["spend_imports.id"],
            name=op.f("fk_spend_rejections_import_id_spend_imports"),
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_spend_rejections")),
    )


def downgrade() -> None:
    op.drop_table("spend_rejections")
    op.drop_index(op.f("ix_spend_payments_supplier_id"), table_name="spend_payments")
    op.drop_index("ix_spend_payments_supplier", table_name="spend_payments")
    op.drop_table("spend_payments")
    op.drop_table("spend_chunks")
    op.drop_index("ix_spend_suppliers_standing", table_name="spend_suppliers")
    op.drop_index(op.f("ix_spend_suppliers_organisation_id"), table_name="spend_suppliers")
    op.drop_table("spend_suppliers")
    op.drop_index(
        "uq_spend_imports_under_way",
        table_name="spend_imports",
        sqlite_where=sa.text("status in ('waiting', 'working')"),
        postgresql_where=sa.text("status in ('waiting', 'working')"),
    )
    op.drop_index(op.f("ix_spend_imports_status"), table_name="spend_imports")
    op.drop_index("ix_spend_imports_list", table_name="spend_imports")
    op.drop_index(op.f("ix_spend_imports_digest"), table_name="spend_imports")
    op.drop_table("spend_imports")
    op.drop_table("spend_figures")
    op.drop_index(op.f("ix_spend_decisions_organisation_id"), table_name="spend_decisions")
    op.drop_table("spend_decisions")
