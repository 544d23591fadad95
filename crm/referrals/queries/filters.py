"""What the address of a list of referrals asks for, and from where it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, and_, case, cast, func, or_, select

from crm.codes.referrals import ReferralKind, Urgency
from crm.codes.referrals import ReferralState as State
from crm.codes.support import Theme
from crm.referrals.models import Referral
from crm.referrals.rules import ANSWER
from crm.structures.models import Structure
from crm.territory.models import Commune

SOON = timedelta(days=7)
SENT_ON = cast(func.timezone("UTC", Referral.sent_at), Date)
WANTED = case(*((Referral.urgency == urgency, SENT_ON + allowed.days) for urgency, allowed in ANSWER.items()))
ASKED = and_(
    Referral.state == State.UNDER_REVIEW,
    Referral.recipient_structure_id.is_not(None),
    Referral.owner_structure_id == Referral.sender_structure_id,
)
"""The recipient asked something, and it is the sender's turn: `Referral.awaits_sender`."""

DUE = case(
    (Referral.state == State.PENDING, WANTED),
    (and_(Referral.state == State.UNDER_REVIEW, ~ASKED), Referral.expires_on),
    else_=Referral.next_step_on,
)
"""`Referral.due_on`, by which lists are in order: an urgent one is wanted in 3 days, so it comes before the others, but
not before one that is about to expire."""


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever it cannot mean is left out."""

    structure: UUID | None = None
    theme: Theme | None = None
    urgency: Urgency | None = None
    kind: ReferralKind | None = None
    arrondissement: str = ""
    soon: bool = False
    """Only clocks that run out within a week, or did."""


def board_filters(asked: Mapping[str, str]) -> Filters:
    theme, urgency, kind = (asked.get(name, "") for name in ("theme", "urgency", "kind"))
    try:
        structure = UUID(asked.get("structure", ""))
    except ValueError:
        structure = None
    return Filters(
        structure=structure,
        theme=Theme(theme) if theme in list(Theme) else None,
        urgency=Urgency(urgency) if urgency in list(Urgency) else None,
        kind=ReferralKind(kind) if kind in list(ReferralKind) else None,
        arrondissement=asked.get("arrondissement", ""),
        soon="soon" in asked,
    )


def conditions(asked: Filters, today: date) -> list[ColumnElement[bool]]:
    given: list[tuple[object, ColumnElement[bool]]] = [
        (asked.structure, Referral.recipient_structure.has(Structure.uid == asked.structure)),
        (asked.theme, Referral.theme == asked.theme),
        (asked.urgency, Referral.urgency == asked.urgency),
        (asked.kind, Referral.kind == asked.kind),
        (asked.arrondissement, lives_in(asked.arrondissement)),
        (asked.soon, Referral.next_step_on <= today + SOON),
    ]
    return [condition for value, condition in given if value]


def lives_in(arrondissement: str) -> ColumnElement[bool]:
    there = select(Commune.code).where(Commune.arrondissement_code == arrondissement)
    return Referral.commune_code.in_(there)


def beyond(due: SQLColumnExpression[Any], after: str) -> ColumnElement[bool] | None:
    """What comes after the place that a page gave, “2030-01-15_12”; None where it gave none that is one."""
    day, _, number = after.partition("_")
    if not (number.isdecimal() and len(number) < 18 and (since := iso(day))):
        return None
    return or_(due > since, and_(due == since, Referral.id > int(number)))


def iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
