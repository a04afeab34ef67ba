"""Pictures of users.

Revision ID: 2026_11_22_avatars
Revises: 2026_11_22_erasure
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_22_avatars"
down_revision: str | None = "2026_11_22_erasure"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.add_column("users", sa.Column("avatar", sa.String(length=32), nullable=True))
    op.create_table(
        "avatars",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_avatars_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_avatars"),
        sa.UniqueConstraint("name", name="uq_avatars_name"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("avatars")
    op.drop_column("users", "avatar")
