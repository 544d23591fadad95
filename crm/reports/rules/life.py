"""The life of an edition: one table of moves."""

from datetime import date, timedelta

from crm.codes.dropouts import EditionState as S
from crm.reports.rules.tables import after, before, first_day, quarter_of

MOVES = {
    S.BUILDING: {S.DRAFT},
    S.DRAFT: {S.BUILDING, S.SIGNED_OFF},
    S.SIGNED_OFF: {S.PUBLISHED},
    S.PUBLISHED: {S.REPLACED, S.ARCHIVED},
    S.REPLACED: {S.ARCHIVED},
    S.ARCHIVED: set[S](),
}
"""What may follow each state: a draft may be built again, what is signed may not."""

OUT = (S.PUBLISHED, S.REPLACED, S.ARCHIVED)
"""What the Région has read."""

REVISIONS = 2
"""The first edition, and the one that replaces it."""

FROZEN_AFTER = timedelta(days=20)
"""An edition is built so long after its quarter."""

STEPS = (-15, -5, 10)
"""Days from the end of the quarter at which structures are told what is missing; after it, they are late."""

GRACE = timedelta(days=3)
"""So long a reminder may still be made, if nothing ran on its day."""


def may_become(state: S, target: S) -> bool:
    return target in MOVES[state]


def end(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    return first_day(*after(year, quarter)) - timedelta(days=1)


def frozen_on(year: int, quarter: int) -> date:
    return end(year, quarter) + FROZEN_AFTER


def outlived(year: int, today: date) -> bool:
    """Editions of this year and the one before stay online."""
    return year < today.year - 1


def steps_due(today: date) -> list[tuple[int, int, int]]:
    """The reminders of this day: year, quarter, and days from the quarter’s end."""
    return [
        (*quarter, step)
        for quarter in around(today)
        for step in STEPS
        if (due := end(*quarter) + timedelta(days=step)) <= today < due + GRACE
    ]


def around(today: date) -> tuple[tuple[int, int], tuple[int, int]]:
    """The quarter that is over, and the one that runs."""
    running = quarter_of(today)
    return before(*running), running


def older(today: date) -> tuple[int, int]:
    """The quarter before the one that is over."""
    return before(*before(*quarter_of(today)))


def to_complete(today: date) -> tuple[int, int]:
    """The quarter that structures still complete: the one that is over until it is frozen, then the one that runs."""
    over, running = around(today)
    return over if today < frozen_on(*over) else running
