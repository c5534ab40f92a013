"""The tables of the reviewer's side."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sixfold_grader.records.guards import put_up, take_down

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sixfold_account",
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", sa.String(length=20), nullable=False),
        sa.CheckConstraint('"user" = lower("user")', name=op.f("ck_sixfold_account_lower")),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_sixfold_account")),
    )
    op.create_table(
        "sixfold_audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sixfold_audit")),
    )
    op.create_index("ix_sixfold_audit_subject", "sixfold_audit", ["subject"], unique=False)
    op.create_table(
        "sixfold_person",
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("student_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("candidate", name=op.f("pk_sixfold_person")),
        sa.UniqueConstraint("student_id", name=op.f("uq_sixfold_person_student_id")),
    )
    op.create_table(
        "sixfold_provider",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("track", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_provider")),
    )
    op.create_table(
        "sixfold_assignee",
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_assignee_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer"], ["sixfold_account.user"], name=op.f("fk_sixfold_assignee_reviewer")
        ),
        sa.PrimaryKeyConstraint("candidate", name=op.f("pk_sixfold_assignee")),
    )
    op.create_table(
        "sixfold_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_membership_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["provider"], ["sixfold_provider.id"], name=op.f("fk_sixfold_membership_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_membership")),
    )
    op.create_index(
        "uq_sixfold_membership_candidate",
        "sixfold_membership",
        ["candidate"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "sixfold_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("rater", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("senior", sa.Boolean(), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "door IN ('console', 'import', 'formgrader')", name=op.f("ck_sixfold_rating_door")
        ),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_rating_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_rating")),
    )
    op.create_index("ix_sixfold_rating_form_candidate", "sixfold_rating", ["form", "candidate"], unique=False)
    op.create_table(
        "sixfold_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("blueprint_sha256", sa.String(length=64), nullable=False),
        sa.Column("scores_sha256", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=64), nullable=True),
        sa.Column("signed_at", sa.String(length=20), nullable=True),
        sa.Column("approver", sa.String(length=64), nullable=True),
        sa.Column("approved_at", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'current', 'superseded', 'rejected')", name=op.f("ck_sixfold_run_state")
        ),
        sa.CheckConstraint("approver IS NULL OR approver <> signer", name=op.f("ck_sixfold_run_two_people")),
        sa.ForeignKeyConstraint(["approver"], ["sixfold_account.user"], name=op.f("fk_sixfold_run_approver")),
        sa.ForeignKeyConstraint(["signer"], ["sixfold_account.user"], name=op.f("fk_sixfold_run_signer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_run")),
    )
    op.create_index(
        "uq_sixfold_run_current",
        "sixfold_run",
        ["form"],
        unique=True,
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_table(
        "sixfold_training",
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("trainer", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_training_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["trainer"], ["sixfold_account.user"], name=op.f("fk_sixfold_training_trainer")
        ),
        sa.PrimaryKeyConstraint("candidate", "trainer", name=op.f("pk_sixfold_training")),
    )
    op.create_table(
        "sixfold_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("capability", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.String(length=20), nullable=True),
        sa.Column("raw", sa.Double(), nullable=True),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("cut", sa.Double(), nullable=False),
        sa.Column("scaled", sa.Double(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.CheckConstraint("state IN ('scored', 'blocked', 'void')", name=op.f("ck_sixfold_attempt_state")),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_attempt_candidate")
        ),
        sa.ForeignKeyConstraint(["run"], ["sixfold_run.id"], name=op.f("fk_sixfold_attempt_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_attempt")),
        sa.UniqueConstraint("run", "candidate", name=op.f("uq_sixfold_attempt_run_candidate")),
    )
    op.create_index("ix_sixfold_attempt_candidate", "sixfold_attempt", ["candidate"], unique=False)
    op.create_table(
        "sixfold_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=True),
        sa.Column("provider", sa.String(length=64), nullable=True),
        sa.Column("track", sa.String(length=32), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("reason_code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("proposer", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.String(length=20), nullable=False),
        sa.Column("approver", sa.String(length=64), nullable=True),
        sa.Column("approved_at", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.CheckConstraint("outcome IN ('pass', 'fail')", name=op.f("ck_sixfold_decision_outcome")),
        sa.CheckConstraint(
            "state <> 'approved' OR approver IS NOT NULL",
            name=op.f("ck_sixfold_decision_approved_by_somebody"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'rejected', 'withdrawn', 'superseded')",
            name=op.f("ck_sixfold_decision_state"),
        ),
        sa.CheckConstraint(
            "(candidate IS NULL) <> (provider IS NULL)", name=op.f("ck_sixfold_decision_about_one")
        ),
        sa.CheckConstraint(
            "approver IS NULL OR approver <> proposer", name=op.f("ck_sixfold_decision_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["approver"], ["sixfold_account.user"], name=op.f("fk_sixfold_decision_approver")
        ),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_decision_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["proposer"], ["sixfold_account.user"], name=op.f("fk_sixfold_decision_proposer")
        ),
        sa.ForeignKeyConstraint(
            ["provider"], ["sixfold_provider.id"], name=op.f("fk_sixfold_decision_provider")
        ),
        sa.ForeignKeyConstraint(["run"], ["sixfold_run.id"], name=op.f("fk_sixfold_decision_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_decision")),
    )
    op.create_index("ix_sixfold_decision_candidate", "sixfold_decision", ["candidate"], unique=False)
    op.create_index(
        "uq_sixfold_decision_approved",
        "sixfold_decision",
        ["candidate", "track"],
        unique=True,
        sqlite_where=sa.text("state = 'approved'"),
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_index(
        "uq_sixfold_decision_proposed",
        "sixfold_decision",
        ["candidate", "track"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "sixfold_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=True),
        sa.Column("provider", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("item", sa.String(length=64), nullable=True),
        sa.Column("decision", sa.Integer(), nullable=True),
        sa.Column("opened", sa.String(length=20), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due", sa.String(length=20), nullable=True),
        sa.Column("closed", sa.String(length=20), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('retake', 'appeal', 'regrade', 'expiry', 'challenge', 'accommodation')",
            name=op.f("ck_sixfold_case_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'upheld', 'denied', 'done', 'withdrawn')", name=op.f("ck_sixfold_case_state")
        ),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_case_candidate")
        ),
        sa.ForeignKeyConstraint(["decision"], ["sixfold_decision.id"], name=op.f("fk_sixfold_case_decision")),
        sa.ForeignKeyConstraint(["provider"], ["sixfold_provider.id"], name=op.f("fk_sixfold_case_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_case")),
    )
    op.create_index("ix_sixfold_case_candidate", "sixfold_case", ["candidate"], unique=False)
    op.create_table(
        "sixfold_credential",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_urn", sa.String(length=64), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=True),
        sa.Column("provider", sa.String(length=64), nullable=True),
        sa.Column("track", sa.String(length=32), nullable=True),
        sa.Column("capability", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("issued", sa.String(length=20), nullable=False),
        sa.Column("expires", sa.String(length=20), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("superseded_by", sa.String(length=128), nullable=True),
        sa.Column("decision", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('capability', 'track', 'provider')", name=op.f("ck_sixfold_credential_kind")
        ),
        sa.CheckConstraint(
            "state IN ('active', 'suspended', 'expired', 'withdrawn', 'superseded')",
            name=op.f("ck_sixfold_credential_state"),
        ),
        sa.CheckConstraint(
            "(candidate IS NULL) <> (provider IS NULL)", name=op.f("ck_sixfold_credential_about_one")
        ),
        sa.ForeignKeyConstraint(
            ["candidate"], ["sixfold_person.candidate"], name=op.f("fk_sixfold_credential_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["decision"], ["sixfold_decision.id"], name=op.f("fk_sixfold_credential_decision")
        ),
        sa.ForeignKeyConstraint(
            ["provider"], ["sixfold_provider.id"], name=op.f("fk_sixfold_credential_provider")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["sixfold_credential.id"], name=op.f("fk_sixfold_credential_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sixfold_credential")),
        sa.UniqueConstraint("status_index", name=op.f("uq_sixfold_credential_status_index")),
    )
    put_up(op.get_bind())


def downgrade() -> None:
    take_down(op.get_bind())
    for table in (
        "sixfold_credential",
        "sixfold_case",
        "sixfold_decision",
        "sixfold_attempt",
        "sixfold_training",
        "sixfold_run",
        "sixfold_rating",
        "sixfold_membership",
        "sixfold_assignee",
        "sixfold_provider",
        "sixfold_person",
        "sixfold_audit",
        "sixfold_account",
    ):
        op.drop_table(table)
