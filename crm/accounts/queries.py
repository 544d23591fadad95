"""Read accounts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from crm.accounts.models import AccountLink, Membership, User
from crm.accounts.rules import token_hash
from crm.codes.appointments import MessageKind
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete
from crm.policy import May, permitted
from crm.structures.models import Platform, Structure


def by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower(), User.active))


def link(token: str, now: datetime) -> AccountLink:
    """The link that a mail carried, while it lives."""
    query = select(AccountLink).where(
        AccountLink.token_hash == token_hash(token), AccountLink.used_at.is_(None), AccountLink.expires_at > now
    )
    found = db.session.scalar(query)
    if found is None or not found.user.active:
        raise NotFound("Ce lien a expiré ou a déjà servi. Demandez-en un nouveau depuis la page de connexion.")
    return found


def memberships(actor: Membership) -> Sequence[Membership]:
    """The accounts that the actor may see: those of the structure, or all."""
    query = (
        select(Membership)
        .join(User)
        .where(permitted(actor, May.READ_ACCOUNTS, Membership), Membership.ended_on.is_(None))
        .order_by(func.lower(User.family_name), User.id)
        .limit(500)
    )
    return db.session.scalars(query).all()


def membership(actor: Membership, uid: UUID) -> Membership:
    query = select(Membership).where(Membership.uid == uid, permitted(actor, May.READ_ACCOUNTS, Membership))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def structures_to_join(actor: Membership) -> Sequence[Structure]:
    """Where the actor may invite somebody."""
    query = select(Structure).where(Structure.active).order_by(Structure.short_name)
    if actor.structure_id:
        query = query.where(Structure.id == actor.structure_id)
    return db.session.scalars(query).all()


def platforms_to_join(actor: Membership) -> Sequence[Platform]:
    return [] if actor.structure_id else db.session.scalars(select(Platform).order_by(Platform.name)).all()


TEXTS = {
    MessageKind.ACCOUNT_INVITATION: (
        "Votre compte Passerelle",
        """Bonjour {name},

Un compte vous attend sur Passerelle, le suivi partagé du SPRO Hauts-de-France.
Choisissez votre mot de passe ici (le lien vaut sept jours et sert une fois) :

{url}
""",
    ),
    MessageKind.PASSWORD_RESET: (
        "Un nouveau mot de passe pour Passerelle",
        """Bonjour {name},

Vous avez demandé un nouveau mot de passe. Choisissez-le ici (le lien vaut deux heures et sert une fois) :

{url}

Vous n’avez rien demandé ? Ne faites rien : votre mot de passe ne change pas.
""",
    ),
}


def compose(message: Message, public_url: str) -> Content:
    """An invitation, or a link to choose a new password."""
    token = message.details.get("token", "")
    query = select(AccountLink).where(AccountLink.token_hash == token_hash(token), AccountLink.used_at.is_(None))
    found = db.session.scalar(query)
    if found is None:
        raise Obsolete
    subject, text = TEXTS[message.kind]
    url = f"{public_url}/account-links/{token}"
    return Content(to=found.user.email, subject=subject, text=text.format(name=found.user.given_name, url=url))
