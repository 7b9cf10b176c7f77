"""Impact: drafts of reports, editions with their stories and files, residents' voices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "impact_report_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("went_badly", sa.Text(), nullable=False),
        sa.Column("methods", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_report_drafts")),
        sa.UniqueConstraint("year", name=op.f("uq_impact_report_drafts_year")),
    )
    op.create_table(
        "impact_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_entry_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("figures_digest", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_digest", sa.String(length=64), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(edition = 1) = (change_note = '')",
            name=op.f("ck_impact_reports_correction_says_what"),
        ),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_impact_reports_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_reports")),
        sa.UniqueConstraint("year", "edition", name=op.f("uq_impact_reports_year_edition")),
    )
    op.create_table(
        "resident_voices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("ward_code", sa.String(length=9), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_voices")),
    )
    op.create_index("ix_resident_voices_ward", "resident_voices", ["ward_code", "id"], unique=False)
    op.create_table(
        "impact_report_files",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["impact_reports.id"],
            name=op.f("fk_impact_report_files_report_id_impact_reports"),
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_impact_report_files")),
    )
    op.create_table(
        "impact_report_stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('check-in', 'project')", name=op.f("ck_impact_report_stories_kind")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["impact_reports.id"],
            name=op.f("fk_impact_report_stories_report_id_impact_reports"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_report_stories")),
        sa.UniqueConstraint(
            "report_id", "position", name=op.f("uq_impact_report_stories_report_id_position")
        ),
    )
    op.create_table(
        "resident_choices",
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["voice_id"],
            ["resident_voices.id"],
            name=op.f("fk_resident_choices_voice_id_resident_voices"),
        ),
        sa.PrimaryKeyConstraint("voice_id", "choice", name=op.f("pk_resident_choices")),
    )
    _make_append_only()


def downgrade() -> None:
    for table in (
        "resident_choices",
        "impact_report_stories",
        "impact_report_files",
        "resident_voices",
        "impact_reports",
        "impact_report_drafts",
    ):
        op.drop_table(table)


def _make_append_only() -> None:
    """An edition can be added, never changed or deleted."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER impact_reports_no_{verb.lower()} BEFORE {verb} ON impact_reports "
                "BEGIN SELECT RAISE(ABORT, 'impact_reports is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER impact_reports_append_only "
            "BEFORE UPDATE OR DELETE OR TRUNCATE ON impact_reports "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
