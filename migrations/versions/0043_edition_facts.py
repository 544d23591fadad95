"""What was counted for an edition is kept, so that its protection can be done again"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("edition", sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "edition_fact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("arrondissement", sa.Text(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_fact_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_fact")),
        sa.UniqueConstraint(
            "edition_id",
            "indicator",
            "arrondissement",
            "axis",
            name=op.f("uq_edition_fact_edition_id_indicator_arrondissement_axis"),
        ),
    )
    op.create_table(
        "edition_measure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_measure_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_measure")),
        sa.UniqueConstraint(
            "edition_id", "indicator", "territory", name=op.f("uq_edition_measure_edition_id_indicator_territory")
        ),
    )


def downgrade() -> None:
    op.drop_table("edition_measure")
    op.drop_table("edition_fact")
    op.drop_column("edition", "counted_at")
