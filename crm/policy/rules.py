"""The rules that the table combines: true or false of an object, the same as SQL of its table."""

from collections.abc import Callable
from typing import Any, TypeAlias

from crm.accounts.models import Membership
from crm.codes.structures import Role

Rule: TypeAlias = Callable[[Membership, Any], Any]
"""True or false of an object; the same as SQL of its table. Rules about the actor alone ignore the object."""


def counsellor(actor: Membership, thing: Any) -> bool:
    return actor.role is Role.COUNSELLOR


def structure_manager(actor: Membership, thing: Any) -> bool:
    return actor.role is Role.STRUCTURE_MANAGER


def coordinator(actor: Membership, thing: Any) -> bool:
    return actor.role is Role.PSAD_COORDINATOR


def analyst(actor: Membership, thing: Any) -> bool:
    return actor.role is Role.REGIONAL_ANALYST


def dpo(actor: Membership, thing: Any) -> bool:
    return actor.role is Role.DPO


def admin(actor: Membership, thing: Any) -> bool:
    return actor.role is Role.PLATFORM_ADMIN


def staff(actor: Membership, thing: Any) -> bool:
    """Works in a structure."""
    return actor.role in (Role.COUNSELLOR, Role.STRUCTURE_MANAGER)


def here(actor: Membership, thing: Any) -> Any:
    """In the actor's own structure."""
    return thing.structure_id == actor.structure_id


def in_circle(actor: Membership, person: Any) -> Any:
    """The person is followed by the actor's structure or platform."""
    return person.followed_by(actor.structure_id, actor.platform_id)


def not_restricted(actor: Membership, person: Any) -> Any:
    """The record is open, or the actor is one of its named readers."""
    return person.open_to(actor.user_id)


def both_in_circle(actor: Membership, pair: Any) -> Any:
    """Both files are followed by the actor's structure."""
    return pair.both_followed_by(actor.structure_id)


def both_open(actor: Membership, pair: Any) -> Any:
    """Neither file is restricted, or the actor is a named reader."""
    return pair.both_open_to(actor.user_id)


def referent(actor: Membership, episode: Any) -> Any:
    return episode.referent_id == actor.user_id


def my_hours(actor: Membership, opening: Any) -> Any:
    return opening.counsellor_id == actor.user_id


def open_to_partners(actor: Membership, opening: Any) -> Any:
    return opening.partners


def lent_by_me(actor: Membership, handover: Any) -> Any:
    return handover.from_user_id == actor.user_id


def merged_by_me(actor: Membership, done: Any) -> Any:
    return done.merged_by_id == actor.user_id


def mine(actor: Membership, thing: Any) -> Any:
    return thing.author_id == actor.user_id


def for_its_author(actor: Membership, note: Any) -> Any:
    return note.audience == "author"


def for_the_structure(actor: Membership, note: Any) -> Any:
    return note.audience == "structure"


def for_the_circle(actor: Membership, note: Any) -> Any:
    return note.audience == "circle"


def sent_from_here(actor: Membership, referral: Any) -> Any:
    return referral.sender_structure_id == actor.structure_id


def sent_to_us(actor: Membership, referral: Any) -> Any:
    return referral.recipient_structure_id == actor.structure_id


def not_a_draft(actor: Membership, referral: Any) -> Any:
    return referral.state != "draft"


def unanswered(actor: Membership, referral: Any) -> Any:
    """What was sent waits to be read, by all who may answer."""
    return (referral.state == "pending") | (referral.state == "under_review")


def on_my_platform(actor: Membership, thing: Any) -> Any:
    return thing.platform_id == actor.platform_id


def itself(actor: Membership, structure: Any) -> Any:
    return structure.id == actor.structure_id


def of_structures(actor: Membership, file: Any) -> Any:
    return file.target == "structures"


def invited(actor: Membership, meeting: Any) -> Any:
    """The actor's structure sits in the meeting."""
    return meeting.invites(actor.structure_id)


def published(actor: Membership, edition: Any) -> Any:
    return edition.state == "published"
