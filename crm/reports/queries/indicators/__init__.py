"""Every indicator of the report, each one function from a period to its facts (`shared.Facts`).

They read events and attributes dated by when they happened; no name, contact or note: the role that counts may not.
"""

from collections.abc import Callable

from crm.reports.queries.indicators import appointments, dropouts, duty, quality, reception, referrals
from crm.reports.queries.indicators.shared import Facts, Period

COUNTS: dict[str, Callable[[Period], Facts]] = {
    "A-1": reception.anonymous,
    "A-2": reception.first_receptions,
    "A-2s": reception.first_in_structure,
    "A-3": reception.accompanied,
    "B-1": appointments.booked,
    "B-3": appointments.resolved,
    "B-2": appointments.no_shows,
    "B-2p": appointments.kept_or_missed,
    "B-5t": appointments.to_remind,
    "B-5": appointments.reminded,
    "C-1": referrals.all_sent,
    "C-2t": referrals.observed(10),
    "C-2": referrals.answered(10),
    "C-2bt": referrals.observed(30),
    "C-2b": referrals.answered(30),
    "C-3t": referrals.answers,
    "C-3": referrals.accepted,
    "C-5t": referrals.observed(60),
    "C-4": referrals.expired,
    "C-5": referrals.engaged,
    "C-6t": referrals.begun,
    "C-7": referrals.loops,
    "C-8": referrals.refusals,
    "D-1": dropouts.reported,
    "D-2": dropouts.not_concerned,
    "D-3": dropouts.confirmed,
    "D-1v": dropouts.unverified,
    "D-4t": dropouts.month_old,
    "D-4": dropouts.tried,
    "D-5": dropouts.reached,
    "D-15": dropouts.open_cases,
    "D-6": dropouts.unreachable,
    "D-7t": dropouts.three_months_old,
    "D-7": dropouts.received,
    "D-8": dropouts.proposed,
    "D-9": dropouts.started,
    "D-10t": dropouts.lasted(3),
    "D-10": dropouts.maintained(3),
    "D-11t": dropouts.lasted(6),
    "D-11": dropouts.maintained(6),
    "D-12": dropouts.broken,
    "D-13": dropouts.refused,
    "D-14t": dropouts.newly_reached,
    "E-1": duty.unsatisfied,
    "E-2": duty.satisfied,
    "E-3": duty.exempted,
    "E-4": duty.summoned,
    "E-5": duty.transmitted,
    "E-6": duty.overdue,
    "E-7": duty.grown_up,
    "F-1": quality.entries,
    "F-2": quality.durable,
    "F-3": quality.overcome,
    "F-4t": quality.followed,
    "F-4": quality.complete,
    "F-5": quality.kept_long_enough,
    "F-6": quality.agreed,
    "F-6r": quality.revoked,
    "F-8": quality.messages,
    "F-8f": quality.failed,
}
"""What has cells: counts of people or of events. A rate is its numerator; `A-5` to `A-9`, `B-2b`, `C-9` are axes."""

MEASURES: dict[str, Callable[[Period], Facts]] = {
    "A-4": reception.accompanied,
    "A-4m": reception.accompanied,
    "B-4": appointments.days_ahead,
    "C-6": referrals.days_to_begin,
    "D-14": dropouts.days_to_reach,
    "D-14b": dropouts.days_to_solution,
    "F-7": quality.contributors,
}
"""Medians, a mean, and the coverage: the `value` of each fact is taken together, not added up."""

__all__ = ["COUNTS", "MEASURES", "Facts", "Period"]
