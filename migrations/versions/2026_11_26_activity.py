"""Activity events are never changed; links of another purpose can be asked for.

Revision ID: 2026_11_26_activity
Revises: 2026_11_26_access
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_activity"
down_revision: str | None = "2026_11_26_access"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORDS = "activity events are never changed"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "reset_requests",
        sa.Column("purpose", sa.String(length=32), nullable=False, server_default="password"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION keep_activity_events() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER activity_events_are_kept BEFORE UPDATE ON activity_events "
            "FOR EACH ROW EXECUTE FUNCTION keep_activity_events()"
        )
    else:
        op.execute(
            "CREATE TRIGGER activity_events_are_kept BEFORE UPDATE ON activity_events "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER activity_events_are_kept ON activity_events")
        op.execute("DROP FUNCTION keep_activity_events()")
    else:
        op.execute("DROP TRIGGER activity_events_are_kept")
    op.drop_column("reset_requests", "purpose")
