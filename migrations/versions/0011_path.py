"""What a person asks for, is offered and does; trades explored"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "trade",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code_rome", sa.Text(), nullable=False),
        sa.Column("code_appellation", sa.Text(), server_default="", nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade")),
        sa.UniqueConstraint("code_rome", "code_appellation", name=op.f("uq_trade_code_rome_code_appellation")),
    )
    op.create_index(
        "ix_trade_folded",
        "trade",
        ["folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_table(
        "path_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("request", "proposal", "step", name="pathkind", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column(
            "theme",
            sa.Enum(
                "choose_job",
                "train",
                "prepare_application",
                "find_job",
                "create_business",
                "mobility",
                "housing",
                "family_childcare",
                "admin_legal",
                "financial",
                "health",
                "digital",
                "basic_skills",
                "remobilisation",
                "equipment_food",
                "international",
                name="theme",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "accepted", "refused", "done", "dropped", name="pathstate", native_enum=False, length=None),
            server_default="open",
            nullable=False,
        ),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (settled_on IS NULL)", name=op.f("ck_path_item_settled")),
        sa.CheckConstraint("kind IN ('request', 'proposal', 'step')", name=op.f("ck_path_item_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'refused', 'done', 'dropped')", name=op.f("ck_path_item_state")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_path_item_not_empty")),
        sa.CheckConstraint(
            "theme IN ('choose_job', 'train', 'prepare_application', 'find_job', 'create_business', 'mobility', 'housing', 'family_childcare', 'admin_legal', 'financial', 'health', 'digital', 'basic_skills', 'remobilisation', 'equipment_food', 'international')",
            name=op.f("ck_path_item_theme"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_path_item_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_path_item_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_path_item_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_path_item_uid")),
    )
    op.create_index(op.f("ix_path_item_person_id"), "path_item", ["person_id"], unique=False)
    op.create_table(
        "trade_explored",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("trade_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "interview",
                "workshop",
                "visit",
                "immersion",
                "forum",
                "reading",
                name="discovery",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "interest", sa.Enum("yes", "maybe", "no", name="interest", native_enum=False, length=None), nullable=False
        ),
        sa.Column("explored_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "how IN ('interview', 'workshop', 'visit', 'immersion', 'forum', 'reading')",
            name=op.f("ck_trade_explored_how"),
        ),
        sa.CheckConstraint("interest IN ('yes', 'maybe', 'no')", name=op.f("ck_trade_explored_interest")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_trade_explored_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trade_explored_person_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_trade_explored_trade_id")),
        sa.PrimaryKeyConstraint("person_id", "trade_id", name=op.f("pk_trade_explored")),
    )


def downgrade() -> None:
    op.drop_table("trade_explored")
    op.drop_table("path_item")
    op.drop_table("trade")
