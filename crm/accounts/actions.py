"""What can be done with accounts."""

from datetime import datetime

from sqlalchemy import update

from crm.accounts import queries, rules
from crm.accounts.models import AccountLink, Membership, User
from crm.codes.appointments import MessageKind
from crm.codes.structures import LinkPurpose, Role
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import promise
from crm.policy import May, require

PURPOSES = {
    LinkPurpose.INVITATION: MessageKind.ACCOUNT_INVITATION,
    LinkPurpose.RESET: MessageKind.PASSWORD_RESET,
}
OWN_STRUCTURE = (Role.COUNSELLOR, Role.STRUCTURE_MANAGER)


def sign_in(email: str, password: str, *, now: datetime) -> User:
    """The user whose e-mail and password these are. Says the same thing whatever is wrong."""
    user = queries.by_email(email)
    if not rules.matches(password, user.password_hash if user else None) or user is None:
        raise Refused("L’adresse ou le mot de passe ne correspond pas. Vérifiez-les, ou demandez un nouveau lien.")
    if not any(m.current for m in user.memberships):
        raise Refused("Ce compte n’est plus rattaché à une structure. Contactez votre responsable.")
    user.last_sign_in_at = now
    db.session.flush()
    return user


def send_link(user: User, purpose: LinkPurpose, *, now: datetime) -> str:
    """Promise a mail with a new link, which makes the earlier ones useless. Returns the link's token."""
    earlier = update(AccountLink).where(AccountLink.user_id == user.id, AccountLink.used_at.is_(None))
    db.session.execute(earlier.values(used_at=now))
    token, expires_at = rules.new_token(), now + rules.LIFETIME[purpose]
    db.session.add(
        AccountLink(user_id=user.id, purpose=purpose, token_hash=rules.token_hash(token), expires_at=expires_at)
    )
    promise(
        PURPOSES[purpose],
        f"user:{user.id}",
        f"user:{user.id}",
        occasion=rules.token_hash(token),
        not_before=now,
        not_after=expires_at,
        now=now,
        details={"token": token},
    )
    return token


def forgot(email: str, *, now: datetime) -> None:
    """Send a link if the account exists; whoever asked is not told."""
    if user := queries.by_email(email):
        send_link(user, LinkPurpose.RESET, now=now)


def accept(link: AccountLink, password: str, *, now: datetime) -> User:
    """Choose a password: the link is used, and every session of the account ends."""
    user = link.user
    if why := rules.weakness(password, user.email, user.given_name, user.family_name):
        raise Refused(why)
    user.password_hash = rules.hashed(password)
    user.session_version += 1
    link.used_at = now
    db.session.flush()
    return user


def invite(
    actor: Membership,
    *,
    email: str,
    given_name: str,
    family_name: str,
    role: Role,
    structure_id: int | None,
    platform_id: int | None,
    now: datetime,
) -> Membership:
    """Give somebody a role; an account that has no password yet receives an invitation."""
    require(actor, May.INVITE)
    if actor.role is not Role.PLATFORM_ADMIN and (role not in OWN_STRUCTURE or structure_id != actor.structure_id):
        raise Refused("Vous invitez des conseillers et des responsables de votre structure.")
    user = queries.by_email(email)
    if user is None:
        user = User(email=email.strip().lower(), given_name=given_name, family_name=family_name)
        db.session.add(user)
        db.session.flush()
    if any(m.current and (m.role, m.structure_id) == (role, structure_id) for m in user.memberships):
        raise Refused("Cette personne a déjà ce rôle.")
    membership = Membership(user_id=user.id, role=role, structure_id=structure_id, platform_id=platform_id)
    db.session.add(membership)
    db.session.flush()
    if user.password_hash is None:
        send_link(user, LinkPurpose.INVITATION, now=now)
    return membership


def choose_digests(user: User, *, daily_digest: bool, weekly_digest: bool, digest_weekday: int) -> None:
    """Say which e-mails one wants about one's own work."""
    user.daily_digest, user.weekly_digest, user.digest_weekday = daily_digest, weekly_digest, digest_weekday
    db.session.flush()


def end(actor: Membership, membership: Membership, *, now: datetime) -> None:
    """Close a membership. A structure keeps one manager at least."""
    require(actor, May.READ_ACCOUNTS, membership)
    if membership.id == actor.id:
        raise Refused("Vous ne pouvez pas fermer votre propre accès.")
    if membership.role is Role.STRUCTURE_MANAGER and queries.managers(membership.structure_id) == 1:
        raise Refused("Une structure garde au moins un·e responsable : nommez d’abord quelqu’un d’autre.")
    membership.ended_on = now.date()
    membership.user.session_version += 1
    db.session.flush()
