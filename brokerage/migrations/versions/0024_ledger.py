"""The ledger: sources, claims, entries with their chain; when values were loaded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = (
    "kind in ('booking-hours', 'mentoring-hours', 'agreement', 'spend-return', 'award-spend',"
    " 'hire')"
)
APPEND_ONLY = ("ledger_entries", "ledger_seals")


def upgrade() -> None:
    op.create_table(
        "source_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("circumstance", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("each", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "circumstance in ('vcse', 'other', 'local', 'small-local')",
            name=op.f("ck_source_measures_circumstance"),
        ),
        sa.CheckConstraint(
            KINDS,
            name=op.f("ck_source_measures_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_measures")),
        sa.UniqueConstraint(
            "kind",
            "unit",
            "circumstance",
            "code",
            name=op.f("uq_source_measures_kind_unit_circumstance_code"),
        ),
    )
    op.create_index(
        "uq_source_measures_default",
        "source_measures",
        ["kind", "unit", "circumstance"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )

    op.create_table(
        "ledger_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=160), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("ward_code", sa.String(length=9), nullable=True),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("partner_reference", sa.String(length=40), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'hire') = (partner_reference is not null)",
            name=op.f("ck_ledger_sources_reference"),
        ),
        sa.CheckConstraint(
            "kind <> 'hire' or receiver_id is not null", name=op.f("ck_ledger_sources_partner")
        ),
        sa.CheckConstraint(
            KINDS,
            name=op.f("ck_ledger_sources_kind"),
        ),
        sa.CheckConstraint(
            "claimed >= 0 and claimed <= amount", name=op.f("ck_ledger_sources_claimed")
        ),
        sa.ForeignKeyConstraint(
            ["giver_id"],
            ["organisations.id"],
            name=op.f("fk_ledger_sources_giver_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"],
            ["organisations.id"],
            name=op.f("fk_ledger_sources_receiver_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_sources")),
        sa.UniqueConstraint("kind", "source_id", name=op.f("uq_ledger_sources_kind_source_id")),
        sa.UniqueConstraint(
            "receiver_id",
            "partner_reference",
            name=op.f("uq_ledger_sources_receiver_id_partner_reference"),
        ),
    )
    op.create_index(
        "ix_ledger_sources_giver", "ledger_sources", ["giver_id", "happened_on", "id"], unique=False
    )
    op.create_index(
        "ix_ledger_sources_receiver",
        "ledger_sources",
        ["receiver_id", "happened_on", "id"],
        unique=False,
    )

    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("confirmer_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("additionality", sa.String(length=8), nullable=False),
        sa.Column("deadweight", sa.Integer(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("settled_as", sa.String(length=8), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "additionality in ('no', 'partly', 'wholly')", name=op.f("ck_claims_additionality")
        ),
        sa.CheckConstraint(
            "settled_as in ('stands', 'changed', 'struck')", name=op.f("ck_claims_settled_as")
        ),
        sa.CheckConstraint(
            "status in ('proposed', 'confirmed', 'refused', 'disputed', 'withdrawn')",
            name=op.f("ck_claims_status"),
        ),
        sa.CheckConstraint(
            "status not in ('refused', 'withdrawn') or held = 0", name=op.f("ck_claims_released")
        ),
        sa.CheckConstraint(
            "amount > 0 or corrects_id is not null and amount = 0", name=op.f("ck_claims_amount")
        ),
        sa.CheckConstraint("confirmer_id <> owner_id", name=op.f("ck_claims_two_sides")),
        sa.CheckConstraint(
            "corrects_id is null or commitment_id is null", name=op.f("ck_claims_one_draw")
        ),
        sa.CheckConstraint("deadweight between 0 and 100", name=op.f("ck_claims_deadweight")),
        sa.CheckConstraint("held >= 0", name=op.f("ck_claims_held")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.id"], name=op.f("fk_claims_commitment_id_commitments")
        ),
        sa.ForeignKeyConstraint(
            ["confirmer_id"],
            ["organisations.id"],
            name=op.f("fk_claims_confirmer_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["claims.id"], name=op.f("fk_claims_corrects_id_claims")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_claims_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measures.id"], name=op.f("fk_claims_measure_id_measures")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisations.id"], name=op.f("fk_claims_owner_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["ledger_sources.id"], name=op.f("fk_claims_source_id_ledger_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_commitment_id"), "claims", ["commitment_id"], unique=False)
    op.create_index(
        "ix_claims_confirmer", "claims", ["confirmer_id", "happened_on", "id"], unique=False
    )
    op.create_index(op.f("ix_claims_corrects_id"), "claims", ["corrects_id"], unique=False)
    op.create_index(
        "ix_claims_disputed",
        "claims",
        ["changed_at"],
        unique=False,
        sqlite_where=sa.text("status = 'disputed'"),
        postgresql_where=sa.text("status = 'disputed'"),
    )
    op.create_index("ix_claims_owner", "claims", ["owner_id", "happened_on", "id"], unique=False)
    op.create_index(op.f("ix_claims_source_id"), "claims", ["source_id"], unique=False)
    op.create_index(
        "ix_claims_waiting",
        "claims",
        ["confirmer_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'proposed'"),
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.create_index(
        "uq_claims_correction",
        "claims",
        ["corrects_id"],
        unique=True,
        sqlite_where=sa.text("status = 'proposed'"),
        postgresql_where=sa.text("status = 'proposed'"),
    )

    op.create_table(
        "counted_bookings",
        sa.Column("booking_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            KINDS,
            name=op.f("ck_counted_bookings_kind"),
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_counted_bookings")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind in ('confirm', 'correct', 'dispute', 'settle')",
            name=op.f("ck_ledger_entries_kind"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_ledger_entries_claim_id_claims")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measures.id"], name=op.f("fk_ledger_entries_measure_id_measures")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["organisations.id"],
            name=op.f("fk_ledger_entries_owner_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("claim_id", "number", name=op.f("uq_ledger_entries_claim_id_number")),
    )
    op.create_index(op.f("ix_ledger_entries_at"), "ledger_entries", ["at"], unique=False)
    op.create_index(
        "ix_ledger_entries_totals",
        "ledger_entries",
        ["owner_id", "measure_id", "happened_on", "at", "amount"],
        unique=False,
    )

    op.create_table(
        "ledger_entry_details",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name=op.f("fk_ledger_entry_details_actor_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entries.id"],
            name=op.f("fk_ledger_entry_details_entry_id_ledger_entries"),
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_ledger_entry_details")),
    )
    op.create_index(
        op.f("ix_ledger_entry_details_actor_id"), "ledger_entry_details", ["actor_id"], unique=False
    )

    op.create_table(
        "ledger_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entries.id"],
            name=op.f("fk_ledger_seals_entry_id_ledger_entries"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_seals")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ledger_seals_entry_id")),
    )
    op.create_table(
        "measure_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("understood", sa.JSON(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_measure_uploads_made_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_uploads")),
    )
    op.create_index(
        op.f("ix_measure_uploads_made_at"), "measure_uploads", ["made_at"], unique=False
    )
    _add_loading_times()
    _make_append_only()


def downgrade() -> None:
    for table in (
        "measure_uploads",
        "ledger_seals",
        "ledger_entry_details",
        "ledger_entries",
        "claims",
        "counted_bookings",
        "ledger_sources",
        "source_measures",
    ):
        op.drop_table(table)
    with op.batch_alter_table("measure_values", schema=None) as batch_op:
        batch_op.drop_column("loaded_at")


def _add_loading_times() -> None:
    """Values that are there were loaded with their list, as far as anybody knows."""
    with op.batch_alter_table("measure_values", schema=None) as batch_op:
        batch_op.add_column(sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "update measure_values set loaded_at = (select f.loaded_at from measures m"
        " join measure_frameworks f on f.id = m.framework_id"
        " where m.id = measure_values.measure_id)"
    )
    with op.batch_alter_table("measure_values", schema=None) as batch_op:
        batch_op.alter_column("loaded_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def _make_append_only() -> None:
    """Entries and seals can be added, never changed or deleted."""
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
