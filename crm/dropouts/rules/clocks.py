"""Dates that the law or the follow-up sets, and how what passes them climbs."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

INTERVIEW_MONTHS = 3
"""L.313-8 of the Code de l'éducation: received by a body of the SPRO within three months of the report."""

FIRST_ATTEMPT = timedelta(days=7)
AMBER = timedelta(days=30)
"""Before the interview is due: the clock turns amber."""

CHECKS = (1, 3, 6)
"""Months after its start at which a solution is checked."""

EARLY = timedelta(days=7)
"""Before its date: a check may be made."""

SCHOOL_AGE = 16


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def interview_due(reported_on: date) -> date:
    """L.313-8: three months after the report."""
    return add_months(reported_on, INTERVIEW_MONTHS)


def check_dates(started_on: date) -> dict[int, date]:
    """When to ask whether the person is still in the solution: month → day."""
    return {month: add_months(started_on, month) for month in CHECKS}


def may_check(due_on: date, today: date) -> bool:
    return due_on <= today + EARLY


class Rung(IntEnum):
    """How far a clock has climbed: who has been told by then, and all those below."""

    COUNSELLOR = 1
    MANAGER = 2
    COORDINATOR = 3
    RED = 4
    """The date has passed: all of them again."""


@dataclass(frozen=True)
class Clock:
    """Days left before the date at which each rung is reached; negative once it has passed."""

    counsellor: int
    manager: int
    coordinator: int
    red: int

    def rung(self, due_on: date, today: date) -> Rung | None:
        """How far it has climbed on that day, or None while there is time."""
        left = (due_on - today).days
        for days, rung in zip((self.red, self.coordinator, self.manager, self.counsellor), reversed(Rung), strict=True):
            if left <= days:
                return rung
        return None


INTERVIEW = Clock(counsellor=AMBER.days, manager=15, coordinator=7, red=-1)
"""The interview of L.313-8: amber from thirty days before, red when its date has passed."""

STEP = Clock(counsellor=0, manager=-7, coordinator=-14, red=-21)
"""Any next step: its day is for the counsellor; nobody having moved, it climbs each week."""
