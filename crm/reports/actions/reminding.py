"""What happens to reports by the calendar: structures are told what is missing, a quarter is asked for, old ones go."""

from datetime import datetime, timedelta

from crm.codes.appointments import MessageKind
from crm.messages.actions import promise
from crm.reports import queries
from crm.reports.actions.life import archive, ask
from crm.reports.queries.completeness import managers, missing
from crm.reports.rules.life import around, frozen_on, steps_due
from crm.territory.rules import PARIS


def keep_calendar(*, now: datetime) -> None:
    """All that this day brings; done twice, it does nothing more."""
    today = now.astimezone(PARIS).date()
    remind(now=now)
    over, _ = around(today)
    if today >= frozen_on(*over) and queries.of_quarter(*over) is None:
        ask(None, *over, now=now)
    archive(now=now)


def remind(*, now: datetime) -> None:
    """Tell the managers of each structure what is missing, before the quarter’s end and once after it."""
    today = now.astimezone(PARIS).date()
    for year, quarter, step in steps_due(today):
        wanting: dict[int, bool] = {}
        for manager in managers(today):
            structure = manager.structure_id
            assert structure is not None
            if structure not in wanting:
                wanting[structure] = bool(missing(structure, year, quarter, now))
            if wanting[structure]:
                promise(
                    MessageKind.REPORT_REMINDER,
                    f"structure:{structure}",
                    f"user:{manager.user_id}",
                    occasion=f"report {year}-{quarter} {step}",
                    not_before=now,
                    not_after=now + timedelta(days=5),
                    structure_id=structure,
                    details={"year": year, "quarter": quarter, "step": step},
                    now=now,
                )
