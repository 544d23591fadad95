"""Read accounts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import contains_eager
from werkzeug.exceptions import NotFound

from crm.accounts.models import AccountLink, Membership, User
from crm.accounts.rules import token_hash
from crm.codes.appointments import MessageKind
from crm.codes.structures import Role
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete
from crm.policy import May, permitted
from crm.reading import fold
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


PAGE = 50


def memberships(actor: Membership, text: str = "", after: str = "") -> tuple[Sequence[Membership], str]:
    """A page of the accounts that the actor may see, those of the structure or all, and from where the next goes on."""
    family = func.lower(User.family_name)
    query = open_memberships(actor, text).options(contains_eager(Membership.user)).order_by(family, Membership.id)
    name, _, number = after.rpartition("|")
    if number.isdigit():
        query = query.where(tuple_(family, Membership.id) > (name, int(number)))
    found = db.session.execute(query.add_columns(family.label("family")).limit(PAGE + 1)).all()
    last = found[PAGE - 1] if len(found) > PAGE else None
    return [line.Membership for line in found[:PAGE]], f"{last.family}|{last.Membership.id}" if last else ""


def memberships_count(actor: Membership, text: str = "") -> int:
    return db.session.scalar(select(func.count()).select_from(open_memberships(actor, text).subquery())) or 0


def open_memberships(actor: Membership, text: str) -> Select[Membership]:
    """Every word typed stands in the name or the address."""
    query = select(Membership).join(Membership.user).where(Membership.ended_on.is_(None))
    query = query.where(permitted(actor, May.READ_ACCOUNTS, Membership))
    said = func.crm_fold(User.given_name + " " + User.family_name + " " + User.email)
    return query.where(*(said.contains(word, autoescape=True) for word in fold(text).split()))


def managers(structure_id: int | None) -> int:
    """How many manage a structure."""
    query = select(func.count(Membership.id)).where(
        Membership.structure_id == structure_id,
        Membership.role == Role.STRUCTURE_MANAGER,
        Membership.ended_on.is_(None),
    )
    return db.session.scalar(query) or 0


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
