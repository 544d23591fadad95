"""Who may do what: the whole policy, on one page, written once and read two ways.

`can` asks it about one object, `permitted` turns it into a WHERE condition, so a list never shows what a page refuses.
A rule therefore only uses what means the same for a row and for its table: columns, and hybrids. The actor is always a
membership: the same user has other rights in another structure.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeAlias

from sqlalchemy import and_, false, or_, true
from sqlalchemy.sql import ColumnElement
from werkzeug.exceptions import Forbidden

from crm.accounts.models import Membership
from crm.codes.structures import Role
from crm.db import Base

Rule: TypeAlias = Callable[[Membership, Any], Any]
"""True or false of an object; the same as SQL of its table. Rules about the actor alone ignore the object."""


class May(Enum):
    """`area:what`. The object's table stands in brackets."""

    CREATE_PERSON = "people:create"
    CHECK_PRESENCE = "people:presence"
    """T0: is this exact person known, and whom to call."""
    READ_IDENTITY = "people:identity"
    """T1 [Person]: identity, coordinates, who follows."""
    READ_PERSON = "people:read"
    """T2 [Person]: the shared record."""
    EDIT_PERSON = "people:edit"
    """[Person]"""
    SETTLE_PAIR = "people:settle"
    """[SuspectedPair] say that two files are of one person, or of two."""
    UNDO_MERGE = "people:undo"
    """[Merge]"""
    WRITE_SUPPORT = "support:write"
    """[Person] contacts, situations, barriers, notes, episodes."""
    READ_NOTE = "support:note"
    """T3 [Note]"""
    EDIT_NOTE = "support:edit_note"
    """[Note] its author where it is for them alone, colleagues of its structure otherwise."""
    WORK_EPISODE = "support:episode"
    """[SupportEpisode]"""
    HAND_OVER = "support:hand_over"
    """[SupportEpisode] give it another referent."""
    TAKE_BACK = "support:take_back"
    """[Handover]"""
    SEE_CASELOAD = "support:caseload"
    EXPORT_CASELOAD = "support:export"
    BOOK = "appointments:book"
    """[Person]"""
    READ_APPOINTMENT = "appointments:read"
    """[Appointment]"""
    CHANGE_APPOINTMENT = "appointments:change"
    """[Appointment]"""
    SEE_NAME = "appointments:name"
    """[Person] the name of somebody who takes part in an appointment that one may read."""
    GATHER = "appointments:gather"
    """Set up a workshop, a forum."""
    READ_OPENING = "appointments:openings"
    """[Opening] see these hours, and book in them."""
    EDIT_OPENING = "appointments:open"
    """[Opening]"""
    READ_ABSENCE = "appointments:absences"
    """[Absence]"""
    EDIT_ABSENCE = "appointments:be_away"
    """[Absence]"""
    READ_ROOM = "appointments:rooms"
    """[Room, Travel]"""
    EDIT_ROOM = "appointments:furnish"
    """[Room, Travel]"""
    SEE_ATTENDANCE_RATES = "appointments:rates"
    """Who came, for the structure as a whole."""
    REFER = "referrals:refer"
    """[Person]"""
    READ_REFERRAL = "referrals:read"
    """[Referral]"""
    SEND_REFERRAL = "referrals:send"
    """[Referral] what its sender does: send, withdraw, send anew."""
    ANSWER_REFERRAL = "referrals:answer"
    """[Referral]"""
    WRITE_TO_REFERRAL = "referrals:write"
    """[Referral] short messages between its two sides."""
    ASSIGN_REFERRAL = "referrals:assign"
    """[Referral]"""
    COORDINATE = "referrals:coordinate"
    """See the territory as a whole: its board, loads, clocks and silences."""
    ASSIGN_POOL = "referrals:pool"
    """[Proposal]"""
    REPORT_DROPOUT = "dropouts:report"
    READ_CASE = "dropouts:read"
    """[DropoutCase]"""
    WORK_CASE = "dropouts:work"
    """[DropoutCase]"""
    ASSIGN_CASE = "dropouts:assign"
    """[DropoutCase]"""
    READ_OBLIGATION = "duty:read"
    """[TrainingObligation]"""
    WORK_OBLIGATION = "duty:work"
    """[TrainingObligation]"""
    READ_MEETING = "psad:read"
    """[Meeting] its screen and its minutes, which show what every structure present may see."""
    HOLD_MEETING = "psad:hold"
    """[Meeting]"""
    PLAN_MEETING = "psad:plan"
    IMPORT_DROPOUTS = "imports:dropouts"
    IMPORT_PEOPLE = "imports:people"
    IMPORT_STRUCTURES = "imports:structures"
    GIVE_LINK = "dropouts:link"
    """[ReportLink] see and close the links by which people without an account report."""
    READ_IMPORT = "imports:read"
    """[ImportFile]"""
    READ_DIRECTORY = "structures:read"
    EDIT_STRUCTURE = "structures:edit"
    """[Structure]"""
    CREATE_STRUCTURE = "structures:create"
    READ_ACCOUNTS = "accounts:read"
    """[Membership]"""
    INVITE = "accounts:invite"
    READ_EDITION = "reports:read"
    """[Edition]"""
    BUILD_EDITION = "reports:build"
    SIGN_OFF_EDITION = "reports:sign"
    PUBLISH_EDITION = "reports:publish"
    COMPLETE_EDITION = "reports:complete"
    """See what one's own structure has still to write down, and its own figures."""
    SEE_DASHBOARD = "reports:live"
    """The figures of one's own structure or territory, as they stand."""
    READ_JOURNAL = "privacy:journal"
    SEE_FAILED_MESSAGE = "messages:failed"
    """[Message]"""
    PREVIEW_MESSAGES = "messages:preview"
    CHOOSE_ACCOUNT = "messages:account"
    """[Structure] which account pays its text messages, and how many."""


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


POLICY: dict[May, list[list[Rule]]] = {
    May.CREATE_PERSON: [[staff], [coordinator]],
    May.CHECK_PRESENCE: [[staff], [coordinator]],
    May.READ_IDENTITY: [[staff, in_circle, not_restricted], [coordinator, in_circle, not_restricted]],
    May.READ_PERSON: [[staff, in_circle, not_restricted]],
    May.EDIT_PERSON: [[staff, in_circle, not_restricted]],
    May.SETTLE_PAIR: [[coordinator, on_my_platform, both_open], [staff, both_in_circle, both_open]],
    May.UNDO_MERGE: [[staff, merged_by_me], [coordinator, merged_by_me]],
    May.WRITE_SUPPORT: [[staff, in_circle, not_restricted]],
    May.READ_NOTE: [[mine], [staff, here, for_the_structure], [staff, for_the_circle]],
    May.EDIT_NOTE: [[staff, mine, for_its_author], [staff, here, for_the_structure], [staff, here, for_the_circle]],
    May.WORK_EPISODE: [[staff, here]],
    May.HAND_OVER: [[structure_manager, here], [counsellor, here, referent]],
    May.TAKE_BACK: [[structure_manager, here], [counsellor, here, lent_by_me]],
    May.SEE_CASELOAD: [[staff]],
    May.EXPORT_CASELOAD: [[structure_manager]],
    May.BOOK: [[staff, in_circle, not_restricted]],
    May.READ_APPOINTMENT: [[staff, here]],
    May.CHANGE_APPOINTMENT: [[staff, here]],
    May.SEE_NAME: [[staff, not_restricted]],
    May.GATHER: [[staff]],
    May.READ_OPENING: [[staff, here], [staff, open_to_partners]],
    May.EDIT_OPENING: [[structure_manager, here], [counsellor, here, my_hours]],
    May.READ_ABSENCE: [[staff, here]],
    May.EDIT_ABSENCE: [[structure_manager, here], [counsellor, here, my_hours]],
    May.READ_ROOM: [[staff, here]],
    May.EDIT_ROOM: [[structure_manager, here]],
    May.SEE_ATTENDANCE_RATES: [[staff]],
    May.REFER: [[staff, in_circle, not_restricted]],
    May.READ_REFERRAL: [
        [staff, sent_from_here],
        [staff, sent_to_us, not_a_draft],
        [coordinator, on_my_platform, not_a_draft],
    ],
    May.SEND_REFERRAL: [[staff, sent_from_here]],
    May.ANSWER_REFERRAL: [[staff, sent_to_us, not_a_draft]],
    May.WRITE_TO_REFERRAL: [[staff, sent_from_here], [staff, sent_to_us, not_a_draft]],
    May.ASSIGN_REFERRAL: [[coordinator, on_my_platform, not_a_draft], [structure_manager, sent_to_us, not_a_draft]],
    May.COORDINATE: [[coordinator]],
    May.ASSIGN_POOL: [[coordinator, on_my_platform]],
    May.REPORT_DROPOUT: [[staff], [coordinator]],
    May.READ_CASE: [[staff, here], [coordinator, on_my_platform]],
    May.WORK_CASE: [[staff, here], [coordinator, on_my_platform]],
    May.ASSIGN_CASE: [[coordinator, on_my_platform], [structure_manager, here]],
    May.READ_OBLIGATION: [[staff, here, not_restricted], [coordinator, on_my_platform, not_restricted]],
    May.WORK_OBLIGATION: [[staff, here, not_restricted], [coordinator, on_my_platform, not_restricted]],
    May.READ_MEETING: [[coordinator, on_my_platform], [staff, invited]],
    May.HOLD_MEETING: [[coordinator, on_my_platform]],
    May.PLAN_MEETING: [[coordinator]],
    May.GIVE_LINK: [[coordinator, on_my_platform]],
    May.IMPORT_DROPOUTS: [[coordinator]],
    May.IMPORT_PEOPLE: [[structure_manager]],
    May.IMPORT_STRUCTURES: [[admin]],
    May.READ_IMPORT: [[coordinator, on_my_platform], [structure_manager, here], [admin, of_structures]],
    May.READ_DIRECTORY: [[staff], [coordinator], [admin], [dpo]],
    May.EDIT_STRUCTURE: [[admin], [structure_manager, itself]],
    May.CREATE_STRUCTURE: [[admin]],
    May.READ_ACCOUNTS: [[admin], [structure_manager, here]],
    May.INVITE: [[admin], [structure_manager]],
    May.READ_EDITION: [[analyst, published], [dpo], [admin]],
    May.BUILD_EDITION: [[admin], [dpo]],
    May.SIGN_OFF_EDITION: [[dpo]],
    May.PUBLISH_EDITION: [[admin], [dpo]],
    May.COMPLETE_EDITION: [[structure_manager]],
    May.SEE_DASHBOARD: [[structure_manager], [coordinator]],
    May.READ_JOURNAL: [[dpo]],
    May.SEE_FAILED_MESSAGE: [[staff, here]],
    May.PREVIEW_MESSAGES: [[staff]],
    May.CHOOSE_ACCOUNT: [[admin]],
}
"""For each permission, the ways to have it; each way is the rules that must all hold."""


def can(actor: Membership, may: May, thing: Base | None = None) -> bool:
    return any(all(rule(actor, thing) for rule in way) for way in POLICY[may])


def permitted(actor: Membership, may: May, table: type[Base]) -> ColumnElement[bool]:
    """What is true or false of the actor alone is settled here: a planner sees only what depends on the row."""
    ways = ([rule(actor, table) for rule in way] for way in POLICY[may])
    return or_(false(), *(and_(true(), *way) for way in ways if not any(asked is False for asked in way)))


def require(actor: Membership, may: May, thing: Base | None = None) -> None:
    if not can(actor, may, thing):
        raise Forbidden
