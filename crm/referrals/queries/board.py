"""The board of a territory: its referrals by state, through filters that stand in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.db import db
from crm.policy import May, permitted, require
from crm.referrals.models import Referral
from crm.referrals.queries.filters import Filters, beyond, conditions
from crm.referrals.queries.inbox import WHOLE
from crm.referrals.rules import ANSWERABLE, OPEN

SHOWN, PAGE = 12, 50
"""Cards in a column of the whole board, and in a column alone."""

HELD = Referral.recipient_structure_id.is_not(None)
COLUMNS: dict[str, tuple[str, ColumnElement[bool]]] = {
    "pool": ("À confier", and_(Referral.recipient_structure_id.is_(None), Referral.state.in_(ANSWERABLE))),
    **{state.value: (state.label, and_(HELD, Referral.state == state)) for state in OPEN},
}
"""Each column: its title, and what stands in it."""


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
    if (later := beyond(Referral.next_step_on, after)) is not None:
        query = query.where(later)
    cards = (
        db.session.scalars(query.order_by(Referral.next_step_on, Referral.id).limit(size + 1)).all() if count else []
    )
    last = cards[size - 1] if len(cards) > size else None
    return Column(name, title, count, cards[:size], f"{last.next_step_on}_{last.id}" if last else None)
