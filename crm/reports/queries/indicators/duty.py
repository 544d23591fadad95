"""E, the obligation de formation (L.114-1, R.114-7). Source: obligations, one a person. Attribution: the structure that
follows it, the person's commune of residence on the day. Unit of all: people, once."""

from typing import Any

from sqlalchemy import or_

from crm.codes.duty import ObligationState
from crm.duty.models import TrainingObligation
from crm.people.models import Person
from crm.reports.queries.indicators.shared import Facts, Period, facts, residence

Duty = TrainingObligation


def duties(on: Any, *conditions: Any) -> Facts:
    where = residence(Duty.person_id, on)
    found = facts(Duty, on, where, Duty.structure_id, means=Duty.satisfied_by)
    return found.join(Person, Person.id == Duty.person_id).where(*conditions)


def unsatisfied(p: Period) -> Facts:
    """E-1. Opened before P ends, neither satisfied nor ended by the eighteenth birthday before P begins."""
    open_then = (Duty.opened_on < p.last, Duty.ends_on > p.first, Duty.state != ObligationState.EXEMPT_MEDICAL)
    return duties(p.last_day, *open_then, or_(Duty.satisfied_on.is_(None), Duty.satisfied_on >= p.first))


def satisfied(p: Period) -> Facts:
    """E-2 by means. Satisfied on a day of P."""
    return duties(Duty.satisfied_on, p.has(Duty.satisfied_on), Duty.state != ObligationState.EXEMPT_MEDICAL)


def exempted(p: Period) -> Facts:
    """E-3. Exempted by medical certificate, of which only the date is kept, in P. Sensitive."""
    return duties(Duty.exempted_on, p.has(Duty.exempted_on))


def summoned(p: Period) -> Facts:
    """E-4. Summoned in P."""
    return duties(Duty.summoned_on, p.has(Duty.summoned_on))


def transmitted(p: Period) -> Facts:
    """E-5. Transmitted by a human to the président du conseil départemental in P. Sensitive."""
    return duties(Duty.transmitted_on, p.has(Duty.transmitted_on))


def overdue(p: Period) -> Facts:
    """E-6. Summoned, and the two months over when P ends, with no way out by then. Must tend to zero."""
    return duties(
        p.last_day,
        Duty.transmit_due_on < p.last,
        Duty.ends_on >= p.last,
        or_(Duty.satisfied_on.is_(None), Duty.satisfied_on >= p.last),
        or_(Duty.transmitted_on.is_(None), Duty.transmitted_on >= p.last),
    )


def grown_up(p: Period) -> Facts:
    """E-7. Eighteen in P, and not satisfied by then."""
    return duties(Duty.ends_on, p.has(Duty.ends_on), or_(Duty.satisfied_on.is_(None), Duty.satisfied_on > Duty.ends_on))
