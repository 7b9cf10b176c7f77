"""Forward plans, interest in them, mail about new ones, and open contracting releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand_sendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_demand_sendings_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_sendings")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_demand_sendings_token_digest")),
    )
    op.create_index("uq_demand_sendings_day", "demand_sendings", ["user_id", "day"], unique=True)
    op.create_table(
        "demand_subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_demand_subscriptions_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_subscriptions")),
    )
    op.create_index(
        "uq_demand_subscriptions_wish",
        "demand_subscriptions",
        ["user_id", "buyer_id", "division"],
        unique=True,
    )
    op.create_table(
        "plan_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("understood", sa.JSON(), nullable=False),
        sa.Column("ignored", sa.JSON(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_plan_uploads_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_plan_uploads_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_uploads")),
    )
    op.create_index(op.f("ix_plan_uploads_made_at"), "plan_uploads", ["made_at"], unique=False)
    op.create_index(
        op.f("ix_plan_uploads_organisation_id"), "plan_uploads", ["organisation_id"], unique=False
    )
    op.create_table(
        "planned_purchases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("value_band", sa.String(length=12), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("contact_post", sa.String(length=100), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (brief_id is not null)",
            name=op.f("ck_planned_purchases_published"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at is not null)",
            name=op.f("ck_planned_purchases_withdrawn"),
        ),
        sa.CheckConstraint(
            "state in ('planned', 'changed', 'withdrawn', 'published')",
            name=op.f("ck_planned_purchases_state"),
        ),
        sa.CheckConstraint(
            "value_band in ('up-to-10k', 'up-to-30k', 'up-to-100k', 'up-to-200k', 'up-to-1m', 'over-1m', 'unknown')",
            name=op.f("ck_planned_purchases_value_band"),
        ),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["briefs.id"], name=op.f("fk_planned_purchases_brief_id_briefs")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_planned_purchases_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_purchases")),
    )
    op.create_index(
        op.f("ix_planned_purchases_added_at"), "planned_purchases", ["added_at"], unique=False
    )
    op.create_index(
        op.f("ix_planned_purchases_brief_id"), "planned_purchases", ["brief_id"], unique=False
    )
    op.create_index(
        "ix_planned_purchases_quarter", "planned_purchases", ["state", "quarter"], unique=False
    )
    op.create_index(
        "uq_planned_purchases_row_key",
        "planned_purchases",
        ["organisation_id", "row_key"],
        unique=True,
    )
    op.create_table(
        "published_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["briefs.id"], name=op.f("fk_published_releases_brief_id_briefs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_releases")),
    )
    op.create_index(
        "ix_published_releases_year", "published_releases", ["year", "id"], unique=False
    )
    op.create_index(
        "uq_published_releases_number", "published_releases", ["brief_id", "number"], unique=True
    )
    op.create_table(
        "planned_interests",
        sa.Column("planned_purchase_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_planned_interests_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["planned_purchase_id"],
            ["planned_purchases.id"],
            name=op.f("fk_planned_interests_planned_purchase_id_planned_purchases"),
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["users.id"], name=op.f("fk_planned_interests_said_by_id_users")
        ),
        sa.PrimaryKeyConstraint(
            "planned_purchase_id", "organisation_id", name=op.f("pk_planned_interests")
        ),
    )
    op.create_index(
        op.f("ix_planned_interests_organisation_id"),
        "planned_interests",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "planned_categories",
        sa.Column("planned_purchase_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_purchase_id"],
            ["planned_purchases.id"],
            name=op.f("fk_planned_categories_planned_purchase_id_planned_purchases"),
        ),
        sa.PrimaryKeyConstraint("planned_purchase_id", "code", name=op.f("pk_planned_categories")),
    )
    op.create_index(
        op.f("ix_planned_categories_code"),
        "planned_categories",
        ["code"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_planned_categories_code"), table_name="planned_categories")
    op.drop_table("planned_categories")
    op.drop_index(op.f("ix_planned_interests_organisation_id"), table_name="planned_interests")
    op.drop_table("planned_interests")
    op.drop_index("uq_published_releases_number", table_name="published_releases")
    op.drop_index("ix_published_releases_year", table_name="published_releases")
    op.drop_table("published_releases")
    op.drop_index("uq_planned_purchases_row_key", table_name="planned_purchases")
    op.drop_index("ix_planned_purchases_quarter", table_name="planned_purchases")
    op.drop_index(op.f("ix_planned_purchases_brief_id"), table_name="planned_purchases")
    op.drop_index(op.f("ix_planned_purchases_added_at"), table_name="planned_purchases")
    op.drop_table("planned_purchases")
    op.drop_index(op.f("ix_plan_uploads_organisation_id"), table_name="plan_uploads")
    op.drop_index(op.f("ix_plan_uploads_made_at"), table_name="plan_uploads")
    op.drop_table("plan_uploads")
    op.drop_index("uq_demand_subscriptions_wish", table_name="demand_subscriptions")
    op.drop_table("demand_subscriptions")
    op.drop_index("uq_demand_sendings_day", table_name="demand_sendings")
    op.drop_table("demand_sendings")
