"""Who may do what: what there is to be allowed (`may`), the `rules`, and one table of both, read two ways.

`can` asks it about one object, `permitted` turns it into a WHERE condition, so a list never shows what a page refuses.
A rule therefore only uses what means the same for a row and for its table: columns, and hybrids. The actor is always a
membership: the same user has other rights in another structure.
"""

from sqlalchemy import and_, false, or_, true
from sqlalchemy.sql import ColumnElement
from werkzeug.exceptions import Forbidden

from crm.accounts.models import Membership
from crm.db import Base
from crm.policy.may import May
from crm.policy.rules import (
    Rule,
    admin,
    analyst,
    both_in_circle,
    both_open,
    coordinator,
    counsellor,
    dpo,
    for_its_author,
    for_the_circle,
    for_the_structure,
    here,
    in_circle,
    invited,
    itself,
    lent_by_me,
    merged_by_me,
    mine,
    my_hours,
    not_a_draft,
    not_restricted,
    of_structures,
    on_my_platform,
    open_to_partners,
    published,
    referent,
    sent_from_here,
    sent_to_us,
    staff,
    structure_manager,
    unanswered,
)

__all__ = ["POLICY", "May", "can", "not_restricted", "permitted", "require"]

POLICY: dict[May, list[list[Rule]]] = {
    May.CREATE_PERSON: [[staff], [coordinator]],
    May.CHECK_PRESENCE: [[staff], [coordinator]],
    May.READ_IDENTITY: [[staff, in_circle, not_restricted], [coordinator, in_circle, not_restricted]],
    May.READ_PERSON: [[staff, in_circle, not_restricted]],
    May.EDIT_PERSON: [[staff, in_circle, not_restricted]],
    May.RESTRICT: [[structure_manager, in_circle, not_restricted]],
    May.SETTLE_PAIR: [[coordinator, on_my_platform, both_open], [staff, both_in_circle, both_open]],
    May.UNDO_MERGE: [[staff, merged_by_me], [coordinator, merged_by_me]],
    May.WRITE_SUPPORT: [[staff, in_circle, not_restricted]],
    May.READ_NOTE: [[mine], [staff, here, for_the_structure], [staff, for_the_circle]],
    May.EDIT_NOTE: [[staff, mine, for_its_author], [staff, here, for_the_structure], [staff, here, for_the_circle]],
    May.WORK_EPISODE: [[staff, here, not_restricted]],
    May.HAND_OVER: [[structure_manager, here, not_restricted], [counsellor, here, referent, not_restricted]],
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
        [staff, sent_from_here, not_restricted],
        [staff, sent_to_us, unanswered],
        [staff, sent_to_us, not_a_draft, not_restricted],
        [coordinator, on_my_platform, not_a_draft, not_restricted],
    ],
    May.SEND_REFERRAL: [[staff, sent_from_here, not_restricted]],
    May.ANSWER_REFERRAL: [[staff, sent_to_us, unanswered], [staff, sent_to_us, not_a_draft, not_restricted]],
    May.WRITE_TO_REFERRAL: [
        [staff, sent_from_here, not_restricted],
        [staff, sent_to_us, unanswered],
        [staff, sent_to_us, not_a_draft, not_restricted],
    ],
    May.ASSIGN_REFERRAL: [
        [coordinator, on_my_platform, not_a_draft, not_restricted],
        [structure_manager, sent_to_us, unanswered],
        [structure_manager, sent_to_us, not_a_draft, not_restricted],
    ],
    May.COORDINATE: [[coordinator]],
    May.ASSIGN_POOL: [[coordinator, on_my_platform]],
    May.REPORT_DROPOUT: [[staff], [coordinator]],
    May.READ_CASE: [[staff, here, not_restricted], [coordinator, on_my_platform, not_restricted]],
    May.WORK_CASE: [[staff, here, not_restricted], [coordinator, on_my_platform, not_restricted]],
    May.ASSIGN_CASE: [[coordinator, on_my_platform, not_restricted], [structure_manager, here, not_restricted]],
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
