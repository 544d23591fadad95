"""E, the obligation de formation (L.114-1, R.114-7). Source: the changes of obligations, one obligation a person.
Attribution: the structure that follows it, the person's commune of residence on the day. Unit of all: people, once."""

from typing import Any

from sqlalchemy import func, literal, select, union_all

from crm.codes.duty import ObligationState as State
from crm.duty.models import ObligationChange, TrainingObligation
from crm.people.models import Person
from crm.reports.queries.indicators.shared import Facts, Period, facts, residence

MET = (State.SATISFIED.value, State.EXEMPT_MEDICAL.value)


def steps() -> Any:
    """What each obligation went through: where it was from the day `since` to before the day `until`.

    One begins in `to_check` the day it opens, and lasts until majority. A fact typed late may be older than the change
    before it: a step never begins before the one it follows.
    """
    duty, change = TrainingObligation, ObligationChange
    opened = select(
        duty.id.label("duty"),
        literal(0).label("id"),
        literal("open").label("move"),
        literal("").label("left"),
        literal(State.TO_CHECK.value).label("state"),
        literal(None).label("means"),
        duty.opened_on.label("on"),
    )
    changed = select(
        change.obligation_id, change.id, change.move, change.from_state, change.to_state, change.means,
        change.happened_on,
    )  # fmt: skip
    rows = union_all(opened, changed).subquery()
    latest = func.max(rows.c.on).over(partition_by=rows.c.duty, order_by=rows.c.id)
    dated = select(*rows.c, latest.label("since")).subquery()
    following = func.lead(dated.c.since).over(partition_by=dated.c.duty, order_by=dated.c.id)
    found = select(*dated.c, duty.person_id, duty.structure_id, duty.ends_on, following.label("following"))
    lines = found.join(duty, duty.id == dated.c.duty).subquery()
    return select(*lines.c, func.least(lines.c.following, lines.c.ends_on).label("until")).subquery().c


def people(on: Any, step: Any, *conditions: Any) -> Facts:
    found = facts(step, on, residence(step.person_id, on), step.structure_id, means=step.means)
    return found.join(Person, Person.id == step.person_id).where(*conditions)


def unsatisfied(p: Period) -> Facts:
    """E-1. For a day of P at least, neither satisfied, nor exempt, nor ended by the eighteenth birthday."""
    step = steps()
    during = func.greatest(step.since, p.first) < func.least(step.until, p.last)
    return people(p.last_day, step, during, step.state.not_in((*MET, State.ENDED_MAJORITY.value)))


def moved(p: Period, name: str) -> Facts:
    step = steps()
    return people(step.since, step, p.has(step.since), step.move == name)


def satisfied(p: Period) -> Facts:
    """E-2 by means. Satisfied since a day of P."""
    step = steps()
    return people(step.since, step, p.has(step.since), step.state == State.SATISFIED.value)


def exempted(p: Period) -> Facts:
    """E-3. Exempted by medical certificate, of which only the date is kept, in P. Sensitive."""
    return moved(p, "exempt")


def summoned(p: Period) -> Facts:
    """E-4. Summoned in P."""
    return moved(p, "summon")


def transmitted(p: Period) -> Facts:
    """E-5. Transmitted by a human to the président du conseil départemental in P. Sensitive."""
    return moved(p, "transmit")


def overdue(p: Period) -> Facts:
    """E-6. Summoned, and the two months over when P ends, with nothing since. Must tend to zero."""
    step = steps()
    return people(p.last_day, step, step.move == "overdue", step.since < p.last, step.until >= p.last)


def grown_up(p: Period) -> Facts:
    """E-7. Eighteen in P, and neither satisfied nor exempt by then."""
    step = steps()
    return people(step.since, step, p.has(step.since), step.move == "come_of_age", step.left.not_in(MET))
