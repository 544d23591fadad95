"""Distances and calendars: pure functions."""

from datetime import date
from functools import cache
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

EARTH_KM = 6371.0
PARIS = ZoneInfo("Europe/Paris")


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) pairs in degrees (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (here, there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@cache
def public_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("FR", language="fr")


def public_holiday(day: date) -> str | None:
    """Its name, when the day is a public holiday in metropolitan France."""
    return public_holidays().get(day)


@cache
def school_calendar() -> SchoolHolidayDates:
    return SchoolHolidayDates()


@cache
def school_holiday(day: date) -> str | None:
    """Its name, when the day falls in the school holidays of zone B (académies of Lille and Amiens).

    None too beyond the years that the calendar knows.
    """
    try:
        holiday = school_calendar().holidays_for_year_and_zone(day.year, "B").get(day)
    except UnsupportedYearException:
        return None
    return str(holiday["nom_vacances"]) if holiday else None
