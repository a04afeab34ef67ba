"""Ways in and their guards: address lists, second factors, passkeys, login mail, e-mail changes.

Revision ID: 2026_11_26_access
Revises: 2026_11_22_avatars
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_access"
down_revision: str | None = "2026_11_22_avatars"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("address_lists", "network_visits", "authenticators", "recovery_codes", "passkeys")


def _of_users() -> list[sa.Column[object]]:
    """Return the new columns of users; each can be added once."""
    return [
        sa.Column("password_set_at", sa.DateTime(timezone=True)),
        sa.Column("second_factor_at", sa.DateTime(timezone=True)),
        sa.Column("passkey_handle", sa.LargeBinary(length=64)),
        sa.Column("notification_email", sa.String(length=320)),
        sa.Column("login_mail", sa.String(length=32), nullable=False, server_default="new"),
        sa.Column("watches_seats", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


def upgrade() -> None:
    """Apply."""
    for column in _of_users():
        op.add_column("users", column)
    op.add_column("sessions", sa.Column("second_factor", sa.String(length=32)))
    op.add_column("devices", sa.Column("trusted_until", sa.DateTime(timezone=True)))
    op.add_column(
        "one_time_links", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}")
    )
    op.add_column("notifications", sa.Column("to_address", sa.String(length=320)))
    op.create_table(
        "address_lists",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.JSON(none_as_null=True)),
        sa.Column("tried", sa.JSON(none_as_null=True)),
        sa.Column("trial_until", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_address_lists"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_address_lists_user_id_users"),
    )
    op.create_table(
        "network_visits",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(length=45), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "network", name="pk_network_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_network_visits_user_id_users"),
    )
    _create_factors()


def _create_factors() -> None:
    op.create_table(
        "authenticators",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_authenticators"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_authenticators_user_id_users"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_recovery_codes_user_id_users"),
        sa.UniqueConstraint("user_id", "digest", name="uq_recovery_codes_user_id_digest"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.String(length=200), nullable=False),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_passkeys_user_id_users"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
    )
    op.create_index("ix_passkeys_user_id", "passkeys", ["user_id"])


def downgrade() -> None:
    """Take back."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("notifications", "to_address")
    op.drop_column("one_time_links", "facts")
    op.drop_column("devices", "trusted_until")
    op.drop_column("sessions", "second_factor")
    for column in reversed(_of_users()):
        op.drop_column("users", column.name)
