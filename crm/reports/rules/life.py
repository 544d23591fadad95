"""The life of an edition: one table of moves."""

from datetime import date, timedelta

from crm.codes.dropouts import EditionState as S
from crm.reports.rules.tables import after, first_day

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

STEPS = {-15: "J−15", -5: "J−5", 10: "J+10"}
"""Days from the end of the quarter at which structures are told what is missing; after it, they are late."""


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
    quarters = [(year, quarter) for year in (today.year - 1, today.year) for quarter in (1, 2, 3, 4)]
    return [(*q, step) for q in quarters for step in STEPS if end(*q) + timedelta(days=step) == today]
