"""People without an e-mail address, who looks after them, their consent, letters and codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ADDRESS = "(email is null) = (email_key is null) and (email is null) = (password_hash is null)"
OFFLINE = (
    "email is not null or (verified_at is null and totp_secret is null"
    " and not is_broker and not is_administrator)"
)
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(254), nullable=True)
        batch_op.alter_column("email_key", existing_type=sa.String(254), nullable=True)
        batch_op.alter_column("password_hash", existing_type=sa.String(200), nullable=True)
        batch_op.create_check_constraint("address", ADDRESS)
        batch_op.create_check_constraint("offline", OFFLINE)
    _create_people()
    _create_letters()
    _create_take_overs()


def downgrade() -> None:
    for table in ("take_overs", "letters", "consents", "assisted_volunteers"):
        op.drop_table(table)
    # The older tables know nobody without an address: they get one at which nothing arrives
    # (RFC 2606), and a password hash that no password has.
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint("offline", type_="check")
        batch_op.drop_constraint("address", type_="check")
    op.execute(
        "update users set email = 'offline-' || id || '@offline.invalid',"
        " email_key = 'offline-' || id || '@offline.invalid', password_hash = '',"
        " verified_at = created_at where email is null"
    )
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(254), nullable=False)
        batch_op.alter_column("email_key", existing_type=sa.String(254), nullable=False)
        batch_op.alter_column("password_hash", existing_type=sa.String(200), nullable=False)


def _create_people() -> None:
    op.create_table(
        "assisted_volunteers",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", UTC, nullable=False),
        sa.Column("prefers", sa.String(length=8), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("phone_key", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("looks_like_id", sa.Integer(), nullable=True),
        sa.Column("taken_over_at", UTC, nullable=True),
        sa.Column("erased_at", UTC, nullable=True),
        sa.CheckConstraint(
            "prefers in ('phone', 'letter')", name=op.f("ck_assisted_volunteers_prefers")
        ),
        sa.CheckConstraint(
            "taken_over_at is not null or erased_at is not null"
            " or (prefers = 'phone' and phone <> '')"
            " or (prefers = 'letter' and address <> '' and postcode <> '')",
            name=op.f("ck_assisted_volunteers_reach"),
        ),
        sa.ForeignKeyConstraint(
            ["looks_like_id"],
            ["users.id"],
            name=op.f("fk_assisted_volunteers_looks_like_id_users"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_assisted_volunteers_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"],
            ["users.id"],
            name=op.f("fk_assisted_volunteers_registered_by_id_users"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_assisted_volunteers_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_assisted_volunteers")),
    )
    for column in ("organisation_id", "phone_key", "postcode"):
        op.create_index(op.f(f"ix_assisted_volunteers_{column}"), "assisted_volunteers", [column])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UTC, nullable=False),
        sa.CheckConstraint("way in ('phone', 'paper', 'in-person')", name=op.f("ck_consents_way")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_consents_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_user_id"), "consents", ["user_id"])


def _create_letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", UTC, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("done_at", UTC, nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("way in ('phone', 'letter')", name=op.f("ck_letters_way")),
        sa.CheckConstraint(
            "outcome in ('posted', 'phoned', 'handed-over', 'not-needed')",
            name=op.f("ck_letters_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome is null) = (done_at is null) and (outcome is null) = (done_by_id is null)",
            name=op.f("ck_letters_done"),
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["users.id"], name=op.f("fk_letters_done_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_letters_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_letters_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index("ix_letters_queue", "letters", ["done_at", "way", "written_at"])
    op.create_index(op.f("ix_letters_user_id"), "letters", ["user_id"])


def _create_take_overs() -> None:
    op.create_table(
        "take_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTC, nullable=False),
        sa.Column("expires_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("token_expires_at", UTC, nullable=True),
        sa.Column("confirmed_at", UTC, nullable=True),
        sa.CheckConstraint(
            "ended_at is not null or (email is null and password_hash is null"
            " and token_digest is null)",
            name=op.f("ck_take_overs_used"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_take_overs_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_take_overs_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_overs")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_take_overs_code_digest")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_take_overs_token_digest")),
    )
    op.create_index(op.f("ix_take_overs_user_id"), "take_overs", ["user_id"])
    op.create_index(
        "uq_take_overs_open",
        "take_overs",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )
