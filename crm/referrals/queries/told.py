"""Who is told about a referral: its sides, as people."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, select

from crm.accounts.models import Membership, User
from crm.codes.structures import Role
from crm.db import db
from crm.people.models import Person
from crm.referrals.models import Referral, ReferralTransition
from crm.structures.models import PlatformArrondissement
from crm.support.queries import open_episode
from crm.territory.models import Commune


def on_senders_side(referral: Referral) -> Sequence[User]:
    """The sender and the previous referent, while they work in the structure that sent."""
    ids = [number for number in (referral.sender_id, referral.referent_id) if number]
    here = works_in(referral.sender_structure_id)
    return db.session.scalars(select(User).where(User.id.in_(ids), here).order_by(User.id)).all()


def taker(referral: Referral) -> User | None:
    """Who took the person on, while they work there."""
    if referral.assigned_to_id is None or referral.recipient_structure_id is None:
        return None
    here = works_in(referral.recipient_structure_id)
    return db.session.scalar(select(User).where(User.id == referral.assigned_to_id, here))


def managers(referral: Referral) -> Sequence[User]:
    """Who runs the structure that took the person on, besides who did."""
    manage = exists().where(
        Membership.user_id == User.id,
        Membership.structure_id == referral.recipient_structure_id,
        Membership.role == Role.STRUCTURE_MANAGER,
        Membership.ended_on.is_(None),
    )
    others = User.id.is_distinct_from(referral.assigned_to_id)
    return db.session.scalars(select(User).where(manage, others, User.active).order_by(User.id)).all()


def coordinators(referral: Referral) -> Sequence[User]:
    """Those of the territory where the person lived when they were sent."""
    coordinate = exists().where(
        Membership.user_id == User.id,
        Membership.role == Role.PSAD_COORDINATOR,
        Membership.ended_on.is_(None),
        Membership.platform_id == PlatformArrondissement.platform_id,
        PlatformArrondissement.arrondissement_code == Commune.arrondissement_code,
        Commune.code == referral.commune_code,
    )
    return db.session.scalars(select(User).where(coordinate, User.active).order_by(User.id)).all()


def works_in(structure_id: int) -> ColumnElement[bool]:
    current = exists().where(
        Membership.user_id == User.id, Membership.structure_id == structure_id, Membership.ended_on.is_(None)
    )
    return and_(current, User.active)


def referent(referral: Referral) -> int | None:
    """Who accompanies the person today at the sender's."""
    person = db.session.get_one(Person, referral.person_id)
    episode = open_episode(person, referral.sender_structure_id)
    return episode.referent_id if episode else None


def has_digest(user: User) -> bool:
    """A counsellor who wants the day's digest."""
    return user.daily_digest and any(m.current and m.role is Role.COUNSELLOR for m in user.memberships)


def has_accounts(structure_id: int) -> bool:
    """Does anybody there sign in?"""
    anybody = (
        select(Membership.id)
        .join(User)
        .where(Membership.structure_id == structure_id, Membership.ended_on.is_(None), User.active)
    )
    return db.session.scalar(select(anybody.exists())) or False


def by_whom(referral: Referral) -> str:
    """“ par Léa Martin”: who made the last move, unless it was the clock."""
    last = referral.transitions[-1] if referral.transitions else None
    return f" par {who(last)}" if last and who(last) else ""


def who(transition: ReferralTransition) -> str:
    return transition.actor.name if transition.actor else transition.signed
