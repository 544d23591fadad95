"""The report tells an orientation from an opinion that was asked"""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.execute("GRANT SELECT (kind) ON referral TO crm_report")


def downgrade() -> None:
    op.execute("REVOKE SELECT (kind) ON referral FROM crm_report")
