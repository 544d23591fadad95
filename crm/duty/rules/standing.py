"""Where an obligation stands, from what is known of the person: pure functions and values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.codes.dropouts import SolutionType, Verification
from crm.codes.duty import Means
from crm.codes.duty import ObligationState as State
from crm.codes.support import SituationCategory, SupportScheme
from crm.duty.rules.moves import CALLED, LIVING, allowed

SITUATIONS = {
    SituationCategory.SCHOOLING: Means.SCHOOL,
    SituationCategory.WORK_STUDY: Means.APPRENTICESHIP,
    SituationCategory.TRAINING: Means.TRAINING,
    SituationCategory.JOB: Means.JOB,
}
"""L.114-1. « Bénévolat ou service civique » proves nothing alone: somebody checks which of the two it is."""

WITHOUT = (SituationCategory.JOB_SEEKER, SituationCategory.NEET_NO_ACTIVITY)
"""Situations that say that nothing satisfies it."""

SCHEMES = {
    SupportScheme.TDO: Means.SCHOOL,
    SupportScheme.AMBITION_EMPLOI: Means.SCHOOL,
    SupportScheme.MLDS_ACTION: Means.SCHOOL,
    SupportScheme.E2C: Means.TRAINING,
    SupportScheme.SERVICE_CIVIQUE: Means.CIVIC_SERVICE,
    SupportScheme.PACEA: Means.SUPPORT,
    SupportScheme.CEJ: Means.SUPPORT,
    SupportScheme.OBLIGATION_FORMATION: Means.SUPPORT,
    SupportScheme.PROMO_16_18: Means.SUPPORT,
    SupportScheme.EPIDE: Means.SUPPORT,
}
"""R.114-2, while the accompaniment is open; the first three keep the status of pupil."""

SOLUTIONS = {
    SolutionType.BACK_TO_SCHOOL_INITIAL: Means.SCHOOL,
    SolutionType.MICRO_LYCEE_RETURN_STRUCTURE: Means.SCHOOL,
    SolutionType.MLDS_ACTION: Means.SCHOOL,
    SolutionType.APPRENTICESHIP: Means.APPRENTICESHIP,
    SolutionType.VOCATIONAL_TRAINING: Means.TRAINING,
    SolutionType.E2C: Means.TRAINING,
    SolutionType.JOB: Means.JOB,
    SolutionType.CIVIC_SERVICE: Means.CIVIC_SERVICE,
    SolutionType.EPIDE: Means.SUPPORT,
    SolutionType.PROMO_16_18: Means.SUPPORT,
    SolutionType.SUPPORT_PACEA: Means.SUPPORT,
    SolutionType.SUPPORT_CEJ: Means.SUPPORT,
    SolutionType.SUPPORT_OTHER: Means.SUPPORT,
    SolutionType.MEDICO_SOCIAL: Means.SUPPORT,
    SolutionType.SMV: Means.SUPPORT,
}
"""All but the medical exemption, which asks for a certificate's date."""

FOUND_ELSEWHERE = {
    Verification.RE_ENROLLED_ELSEWHERE: Means.SCHOOL,
    Verification.PRIVATE_OR_ABROAD: Means.SCHOOL,
    Verification.APPRENTICESHIP_FOUND: Means.APPRENTICESHIP,
}
"""What the check of a report found: good until the school year is over."""


ORDER = {means: rank for rank, means in enumerate(Means)}


@dataclass(frozen=True)
class Proof:
    """Something known that satisfies the obligation, from one day to another; `means` is None for what denies it."""

    means: Means | None
    since: date
    until: date | None = None

    def holds(self, today: date) -> bool:
        return self.since <= today and (self.until is None or today <= self.until)


@dataclass(frozen=True)
class Standing:
    """An obligation as the rule sees it."""

    state: State
    opened_on: date
    ends_on: date
    declared_on: date | None = None
    summoned_on: date | None = None
    transmit_due_on: date | None = None


@dataclass(frozen=True)
class Change:
    """What the product must do: which move, dated by its fact, and by which means."""

    move: str
    on: date
    means: Means | None = None


def school_year_end(day: date) -> date:
    """31 August after that day."""
    return date(day.year + (day.month > 8), 8, 31)


def computed(now: Standing, proofs: Sequence[Proof], today: date) -> Change | None:
    """The move that the facts and the calendar ask for today, if any.

    Majority first; then what satisfies; then what is lost; then the end of the two months, which are whole: the day
    itself is still in time.
    """
    if now.state not in LIVING:
        return None
    if today >= now.ends_on:
        return Change("come_of_age", now.ends_on)
    proof = best(proofs, today, now.summoned_on if now.state in CALLED else None)
    if proof and allowed("satisfy", now.state):
        return Change("satisfy", max(proof.since, now.opened_on), proof.means)
    if now.state is State.SUMMONED and now.transmit_due_on and today > now.transmit_due_on:
        return Change("overdue", now.transmit_due_on + timedelta(days=1))
    return lost(now, proofs, today) if proof is None else None


def best(proofs: Iterable[Proof], today: date, after: date | None = None) -> Proof | None:
    """What satisfies it today, in the law's order, then the oldest; after a summons, only what began since."""
    good = [
        (ORDER[p.means], p.since, p) for p in proofs if p.means and p.holds(today) and (not after or p.since >= after)
    ]
    return min(good, key=lambda line: line[:2])[2] if good else None


def lost(now: Standing, proofs: Sequence[Proof], today: date) -> Change | None:
    """Nothing satisfies it any more: a later fact says so, or nobody knows; what somebody checked holds until then."""
    against = max((p.since for p in proofs if p.means is None and p.holds(today)), default=None)
    if now.declared_on and (against is None or against <= now.declared_on):
        return None
    ended = max((p.until for p in proofs if p.means and p.until and p.until < today), default=None)
    since = max(day for day in (against, ended and ended + timedelta(days=1), now.opened_on) if day)
    if against and allowed("lapse", now.state):
        return Change("lapse", since)
    if now.state is State.SATISFIED:
        return Change("doubt", since if ended else today)
    return None
