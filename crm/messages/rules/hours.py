"""When a message may leave to a young person."""

from datetime import datetime, time, timedelta

from crm.territory.rules import PARIS, public_holiday

OPENS, CLOSES, MARGIN = time(9), time(19), timedelta(hours=1)

SUNDAY = 6


def in_quiet_hours(instant: datetime) -> bool:
    """Young people get messages from 9:00 to 19:00, Monday to Saturday, never on a public holiday, in Paris."""
    here = instant.astimezone(PARIS)
    return here.weekday() == SUNDAY or not OPENS <= here.time() < CLOSES or bool(public_holiday(here.date()))


def first_moment(instant: datetime) -> datetime:
    """The instant itself when it is not in the quiet hours, else the next opening, at nine in Paris."""
    if not in_quiet_hours(instant):
        return instant
    here = instant.astimezone(PARIS)
    day = here.date() if here.time() < OPENS else here.date() + timedelta(days=1)
    while day.weekday() == SUNDAY or public_holiday(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, PARIS)


def last_moment(instant: datetime) -> datetime:
    """The instant itself when it is not in the quiet hours, else an hour before the last closing, at six in Paris.

    That hour is for what must be tried again: what leaves too late for the evening does not leave at all.
    """
    if not in_quiet_hours(instant):
        return instant
    here = instant.astimezone(PARIS)
    day = here.date() if here.time() >= CLOSES else here.date() - timedelta(days=1)
    while day.weekday() == SUNDAY or public_holiday(day):
        day -= timedelta(days=1)
    return datetime.combine(day, CLOSES, PARIS) - MARGIN
