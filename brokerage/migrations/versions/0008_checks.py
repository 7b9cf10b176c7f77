"""Rules on checks, people's checks and hosts' safeguarding; the facts of a role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authority_needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("requirement", sa.String(length=30), nullable=False),
        sa.Column("people", sa.String(length=10), nullable=False),
        sa.Column("is_direct_work", sa.Boolean(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "people in ('any', 'children', 'adults')", name=op.f("ck_authority_needs_people")
        ),
        sa.CheckConstraint(
            "requirement in ('dbs', 'safeguarding-briefing', 'children-level-2', 'children-level-3', 'adults-level-2', 'adults-level-3', 'code-of-conduct', 'training', 'references', 'induction')",
            name=op.f("ck_authority_needs_requirement"),
        ),
        sa.CheckConstraint("months between 1 and 120", name=op.f("ck_authority_needs_months")),
        sa.CheckConstraint(
            "to_on is null or to_on >= from_on", name=op.f("ck_authority_needs_to_on")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_needs")),
        sa.UniqueConstraint(
            "authority_code",
            "requirement",
            "people",
            "from_on",
            name=op.f("uq_authority_needs_authority_code_requirement_people_from_on"),
        ),
    )
    op.create_table(
        "check_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "code in ('most-days', 'window-days', 'minimum-age')", name=op.f("ck_check_limits_code")
        ),
        sa.CheckConstraint("number between 1 and 366", name=op.f("ck_check_limits_number")),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_check_limits_to_on")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_limits")),
        sa.UniqueConstraint("code", "from_on", name=op.f("uq_check_limits_code_from_on")),
    )
    op.create_table(
        "check_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("people", sa.String(length=10), nullable=False),
        sa.Column("activities", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("supervision", sa.String(length=14), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "level in ('none', 'basic', 'standard', 'enhanced', 'enhanced-children', 'enhanced-adults', 'enhanced-both', 'cannot-tell')",
            name=op.f("ck_check_rules_level"),
        ),
        sa.CheckConstraint(
            "level not in ('cannot-tell', 'enhanced-both')", name=op.f("ck_check_rules_one_list")
        ),
        sa.CheckConstraint(
            "people in ('children', 'adults', 'neither')", name=op.f("ck_check_rules_people")
        ),
        sa.CheckConstraint(
            "period in ('any', 'met', 'not-met')", name=op.f("ck_check_rules_period")
        ),
        sa.CheckConstraint(
            "supervision in ('any', 'supervised', 'unsupervised')",
            name=op.f("ck_check_rules_supervision"),
        ),
        sa.CheckConstraint("to_on is null or to_on >= from_on", name=op.f("ck_check_rules_to_on")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_rules")),
        sa.UniqueConstraint("code", "from_on", name=op.f("uq_check_rules_code_from_on")),
    )
    op.create_table(
        "check_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_check_consents_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_check_consents_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_consents")),
    )
    with op.batch_alter_table("check_consents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_check_consents_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "uq_check_consents_standing",
            ["user_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at is null"),
            postgresql_where=sa.text("withdrawn_at is null"),
        )

    op.create_table(
        "checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.Column("workforce", sa.String(length=10), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=False),
        sa.Column("renew_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'dbs') = (level is not null)", name=op.f("ck_checks_level_of_dbs")
        ),
        sa.CheckConstraint(
            "(kind = 'dbs') = (workforce is not null)", name=op.f("ck_checks_workforce_of_dbs")
        ),
        sa.CheckConstraint(
            "kind in ('dbs', 'safeguarding-briefing', 'children-level-2', 'children-level-3', 'adults-level-2', 'adults-level-3', 'code-of-conduct', 'training', 'references', 'induction')",
            name=op.f("ck_checks_kind"),
        ),
        sa.CheckConstraint(
            "level in ('basic', 'standard', 'enhanced', 'enhanced-children', 'enhanced-adults', 'enhanced-both')",
            name=op.f("ck_checks_level"),
        ),
        sa.CheckConstraint(
            "workforce in ('child', 'adult', 'both', 'other')", name=op.f("ck_checks_workforce")
        ),
        sa.CheckConstraint("renew_on > issued_on", name=op.f("ck_checks_renew_on")),
        sa.CheckConstraint("seen_on >= issued_on", name=op.f("ck_checks_seen_on")),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["users.id"], name=op.f("fk_checks_seen_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_checks_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checks_renew_on"), ["renew_on"], unique=False)
        batch_op.create_index("ix_checks_user", ["user_id", "kind"], unique=False)

    op.create_table(
        "safeguarding_contacts",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "phone <> '' or email <> ''", name=op.f("ck_safeguarding_contacts_reach")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_safeguarding_contacts_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_safeguarding_contacts")),
    )
    op.create_table(
        "safeguarding_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("review", sa.String(length=20), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "review in ('policy', 'self-assessment')", name=op.f("ck_safeguarding_reviews_review")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_safeguarding_reviews_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["users.id"],
            name=op.f("fk_safeguarding_reviews_recorded_by_id_users"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_reviews")),
        sa.UniqueConstraint(
            "organisation_id",
            "review",
            "done_on",
            name=op.f("uq_safeguarding_reviews_organisation_id_review_done_on"),
        ),
    )
    op.create_table(
        "told_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.String(length=10), nullable=False),
        sa.CheckConstraint("people in ('children', 'adults')", name=op.f("ck_told_days_people")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_told_days_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_days")),
        sa.UniqueConstraint(
            "user_id", "day", "people", name=op.f("uq_told_days_user_id_day_people")
        ),
    )
    op.create_table(
        "check_acceptances",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["users.id"], name=op.f("fk_check_acceptances_accepted_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["checks.id"], name=op.f("fk_check_acceptances_check_id_checks")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_check_acceptances_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("check_id", "organisation_id", name=op.f("pk_check_acceptances")),
    )
    with op.batch_alter_table("check_acceptances", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_check_acceptances_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "check_warnings",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("renew_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.CheckConstraint("days in (60, 30, 7)", name=op.f("ck_check_warnings_days")),
        sa.ForeignKeyConstraint(
            ["check_id"], ["checks.id"], name=op.f("fk_check_warnings_check_id_checks")
        ),
        sa.PrimaryKeyConstraint("check_id", "days", "renew_on", name=op.f("pk_check_warnings")),
    )
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role_facts", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.drop_column("role_facts")

    op.drop_table("check_warnings")
    with op.batch_alter_table("check_acceptances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_acceptances_organisation_id"))

    op.drop_table("check_acceptances")
    op.drop_table("told_days")
    op.drop_table("safeguarding_reviews")
    op.drop_table("safeguarding_contacts")
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.drop_index("ix_checks_user")
        batch_op.drop_index(batch_op.f("ix_checks_renew_on"))

    op.drop_table("checks")
    with op.batch_alter_table("check_consents", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_check_consents_standing",
            sqlite_where=sa.text("withdrawn_at is null"),
            postgresql_where=sa.text("withdrawn_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_check_consents_organisation_id"))

    op.drop_table("check_consents")
    op.drop_table("check_rules")
    op.drop_table("check_limits")
    op.drop_table("authority_needs")
