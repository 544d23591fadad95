"""Users, and the memberships from which they act."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.codes.structures import LinkPurpose, Role
from crm.db import Model, Public
from crm.structures.models import Platform, Structure


class User(UserMixin, Public, Model):  # type: ignore[misc]
    """A professional. Who they may act for is in their memberships."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(unique=True)
    """Lower case."""

    given_name: Mapped[str]
    family_name: Mapped[str]
    phone: Mapped[str | None]
    password_hash: Mapped[str | None]
    """argon2id; none until the invitation is accepted."""

    active: Mapped[bool] = mapped_column(server_default=text("true"))
    session_version: Mapped[int] = mapped_column(server_default=text("1"))
    """Stands in every session: raised when the password changes, which ends all the others."""

    daily_digest: Mapped[bool] = mapped_column(server_default=text("true"))
    """Wants, as a counsellor, an e-mail each morning when something needs them."""

    weekly_digest: Mapped[bool] = mapped_column(server_default=text("true"))
    """Wants, as a manager, one a week."""

    digest_weekday: Mapped[int] = mapped_column(server_default=text("0"))
    """Its day: 0 for Monday to 4 for Friday."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_sign_in_at: Mapped[datetime | None]
    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", order_by="Membership.id")

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("digest_weekday BETWEEN 0 AND 4", name="digest_weekday"),
    )

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return f"{self.uid}/{self.session_version}"


class Membership(Public, Model):
    """A role in a structure, or over a platform's territory, or over the région: the actor of everything."""

    __tablename__ = "membership"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(back_populates="memberships", lazy="joined")
    role: Mapped[Role]
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure | None] = relationship(lazy="joined")
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platform.id"), index=True)
    platform: Mapped[Platform | None] = relationship(lazy="joined")
    started_on: Mapped[date] = mapped_column(server_default=func.current_date())
    ended_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(
            "CASE WHEN role IN ('counsellor', 'structure_manager')"
            " THEN structure_id IS NOT NULL AND platform_id IS NULL"
            " WHEN role = 'psad_coordinator' THEN platform_id IS NOT NULL AND structure_id IS NULL"
            " ELSE structure_id IS NULL AND platform_id IS NULL END",
            name="scope",
        ),
        UniqueConstraint("user_id", "role", "structure_id", "platform_id", postgresql_nulls_not_distinct=True),
    )

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def place(self) -> str:
        """In whose name this membership acts, as shown at the top of every page."""
        if self.structure:
            return self.structure.short_name
        return self.platform.name if self.platform else "Région Hauts-de-France"

    @property
    def current(self) -> bool:
        return self.ended_on is None


class AccountLink(Model):
    """A single-use link sent by mail, to accept an invitation or choose a new password. Only its hash is kept."""

    __tablename__ = "account_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship()
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256, hexadecimal."""

    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
