"""E, the obligation de formation: each goes at random through moves that are allowed, some of them typed late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm.codes.duty import Means
from crm.codes.duty import ObligationState as State
from crm.duty.models import ObligationChange, TrainingObligation
from crm.duty.rules import MOVES, allowed
from crm.people.models import Person
from tests.reports.twice import Fact, World, midnight, once, residence, second

MET = ("satisfied", "exempt_medical")
LIKELY = ("summon", "overdue", "transmit")
"""Moves that happen more often than others."""


def tell(w: World) -> None:
    for person in w.people:
        opened_on = w.day()
        ends_on = w.pick((w.first, w.last, opened_on + timedelta(days=300), opened_on + w.later(300 * 24 * 60)))
        if opened_on < ends_on:
            lives(w, person, opened_on, ends_on)


def lives(w: World, person: Person, opened_on: date, ends_on: date) -> None:
    days = {"opened_on": opened_on, "ends_on": ends_on, "due_on": ends_on}
    duty = TrainingObligation(person_id=person.id, structure_id=w.pick(w.staff).structure_id, **days)
    state, on = State.TO_CHECK, opened_on
    for _ in range(w.chance.randrange(12)):
        names = [name for name in MOVES if allowed(name, state) and name != "come_of_age"]
        name = w.pick([*names, *[name for name in names if name in LIKELY] * 9])
        on += timedelta(days=w.chance.randrange(-20, 35))
        if on >= ends_on:
            break
        state = change(w, duty, name, state, on)
    change(w, duty, "come_of_age", state, ends_on)
    w.add(duty)


def change(w: World, duty: TrainingObligation, name: str, state: State, on: date) -> State:
    target = MOVES[name].target
    means = w.pick(Means) if target is State.SATISFIED else None
    common = {"move": name, "from_state": state, "to_state": target, "means": means}
    duty.changes.append(ObligationChange(happened_on=on, at=midnight(w.last, 30), **common))
    return target


@dataclass(frozen=True)
class Step:
    """Where an obligation was from a day on, and by which move."""

    since: date
    move: str
    state: State
    means: Means | None


def steps(duty: TrainingObligation) -> list[Step]:
    """From opening to majority. A fact typed late never begins before the one that it follows."""
    went = [Step(duty.opened_on, "open", State.TO_CHECK, None)]
    for one in duty.changes:
        went.append(Step(max(went[-1].since, one.happened_on), one.move, one.to_state, one.means))
    return went


def by_day(w: World, duty: TrainingObligation) -> Iterator[Step]:
    """The step in which an obligation was at the end of each day of the quarter on which it ran."""
    day = w.first
    while day < w.last:
        if duty.opened_on <= day < duty.ends_on:
            yield [step for step in steps(duty) if step.since <= day][-1]
        day += timedelta(days=1)


def fact(w: World, duty: TrainingObligation, day: date, means: Means | None = None) -> Fact:
    return Fact(residence(w, duty.person_id, day), day, duty.person_id, under={"means": means})


@second("E-1")
def unsatisfied(w: World) -> list[Fact]:
    duties = [duty for duty in w.rows(TrainingObligation) if any(step.state not in MET for step in by_day(w, duty))]
    return [fact(w, duty, w.last_day) for duty in duties]


def begun(w: World, wanted) -> list[Fact]:
    """The last step of each person, of those wanted that began in the quarter."""
    return once(
        fact(w, duty, step.since, step.means)
        for duty in w.rows(TrainingObligation)
        for step in steps(duty)
        if w.holds(step.since) and wanted(step)
    )


@second("E-2")
def satisfied(w: World) -> list[Fact]:
    return begun(w, lambda step: step.state is State.SATISFIED)


@second("E-3", move="exempt")
@second("E-4", move="summon")
@second("E-5", move="transmit")
def moved(w: World, move: str) -> list[Fact]:
    return begun(w, lambda step: step.move == move)


@second("E-6")
def overdue(w: World) -> list[Fact]:
    """In the state to which the end of the two months led, on the last day."""
    running = [duty for duty in w.rows(TrainingObligation) if duty.opened_on < w.last <= duty.ends_on]
    late = [duty for duty in running if list(by_day(w, duty))[-1].move == "overdue"]
    return [fact(w, duty, w.last_day) for duty in late]


@second("E-7")
def grown_up(w: World) -> list[Fact]:
    """Whose eighteenth birthday is in the quarter, and who had neither a solution nor a certificate before."""
    grown = [duty for duty in w.rows(TrainingObligation) if w.holds(duty.ends_on)]
    return [fact(w, duty, duty.ends_on) for duty in grown if steps(duty)[-2].state not in MET]
