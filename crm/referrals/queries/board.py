"""The board of a territory: its referrals by state, through filters that stand in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.codes.referrals import Urgency
from crm.codes.support import Theme
from crm.db import db
from crm.policy import May, permitted, require
from crm.referrals.models import Referral
from crm.referrals.queries.inbox import WHOLE
from crm.referrals.rules import ANSWERABLE, OPEN
from crm.structures.models import Structure
from crm.territory.models import Commune

SHOWN, PAGE = 12, 50
"""Cards in a column of the whole board, and in a column alone."""

SOON = timedelta(days=7)

HELD = Referral.recipient_structure_id.is_not(None)
COLUMNS: dict[str, tuple[str, ColumnElement[bool]]] = {
    "pool": ("À confier", and_(Referral.recipient_structure_id.is_(None), Referral.state.in_(ANSWERABLE))),
    **{state.value: (state.label, and_(HELD, Referral.state == state)) for state in OPEN},
}
"""Each column: its title, and what stands in it."""


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever it cannot mean is left out."""

    structure: UUID | None = None
    theme: Theme | None = None
    urgency: Urgency | None = None
    arrondissement: str = ""
    soon: bool = False
    """Only clocks that run out within a week, or did."""


def board_filters(asked: Mapping[str, str]) -> Filters:
    theme, urgency = asked.get("theme", ""), asked.get("urgency", "")
    try:
        structure = UUID(asked.get("structure", ""))
    except ValueError:
        structure = None
    return Filters(
        structure=structure,
        theme=Theme(theme) if theme in list(Theme) else None,
        urgency=Urgency(urgency) if urgency in list(Urgency) else None,
        arrondissement=asked.get("arrondissement", ""),
        soon="soon" in asked,
    )


@dataclass(frozen=True)
class Column:
    """One state of the board."""

    name: str
    title: str
    count: int
    cards: Sequence[Referral]
    following: str | None
    """From where the column goes on."""


def board(actor: Membership, asked: Filters, today: date, only: str = "", after: str = "") -> list[Column]:
    """Every column with its first cards, or one alone, a page at a time; the most pressing first."""
    require(actor, May.COORDINATE)
    names = [only] if only in COLUMNS else list(COLUMNS)
    chosen = and_(permitted(actor, May.READ_REFERRAL, Referral), *conditions(asked, today))
    counts = db.session.execute(
        select(*(func.count().filter(COLUMNS[name][1]) for name in names)).where(chosen, Referral.state.in_(OPEN))
    ).one()
    size = PAGE if only in COLUMNS else SHOWN
    return [column(name, count, chosen, size, after) for name, count in zip(names, counts, strict=True)]


def column(name: str, count: int, chosen: ColumnElement[bool], size: int, after: str) -> Column:
    title, here = COLUMNS[name]
    query = select(Referral).where(chosen, here).options(*WHOLE, joinedload(Referral.assigned_to))
    day, _, number = after.partition("_")
    if number.isdecimal() and len(number) < 18 and (since := iso(day)):
        later = Referral.next_step_on > since
        query = query.where(or_(later, and_(Referral.next_step_on == since, Referral.id > int(number))))
    cards = (
        db.session.scalars(query.order_by(Referral.next_step_on, Referral.id).limit(size + 1)).all() if count else []
    )
    last = cards[size - 1] if len(cards) > size else None
    return Column(name, title, count, cards[:size], f"{last.next_step_on}_{last.id}" if last else None)


def iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def conditions(asked: Filters, today: date) -> list[ColumnElement[bool]]:
    given: list[tuple[object, ColumnElement[bool]]] = [
        (asked.structure, Referral.recipient_structure.has(Structure.uid == asked.structure)),
        (asked.theme, Referral.theme == asked.theme),
        (asked.urgency, Referral.urgency == asked.urgency),
        (asked.arrondissement, lives_in(asked.arrondissement)),
        (asked.soon, Referral.next_step_on <= today + SOON),
    ]
    return [condition for value, condition in given if value]


def lives_in(arrondissement: str) -> ColumnElement[bool]:
    there = select(Commune.code).where(Commune.arrondissement_code == arrondissement)
    return Referral.commune_code.in_(there)
