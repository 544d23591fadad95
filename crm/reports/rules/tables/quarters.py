"""Quarters of the calendar, as (year, quarter)."""

from datetime import date


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


def first_day(year: int, quarter: int) -> date:
    return date(year, 3 * quarter - 2, 1)


def before(year: int, quarter: int) -> tuple[int, int]:
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


def after(year: int, quarter: int) -> tuple[int, int]:
    return (year, quarter + 1) if quarter < 4 else (year + 1, 1)
