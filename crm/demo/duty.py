"""Obligations de formation of the story that people brought to where they are; the product computes all others."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from crm.codes.duty import ObligationState as State
from crm.codes.duty import ObligationTrigger
from crm.demo.pen import Person, Story, at, pick, weekday
from crm.duty.rules import CALLED, MOVES, UNTIL, due, opening, transmit_due
from crm.people.rules import birthday

PATHS: tuple[tuple[tuple[str, ...], int], ...] = (
    ((), 58),
    (("lapse", "exempt"), 8),
    (("lapse", "summon"), 14),
    (("lapse", "summon", "overdue"), 12),
    (("lapse", "summon", "overdue", "transmit"), 8),
)
AGO = {"exempt": 40, "summon": 20, "overdue": 68, "transmit": 75}
"""Days since the summons, or the certificate, by the last move."""


@dataclass
class Dates:
    """When each thing happened."""

    opened_on: date
    ends_on: date
    summoned_on: date | None = None


def oblige(story: Story, person: Person) -> None:
    """Summoned, transmitted, exempted, or of age lately; chance is drawn apart, so the rest of the story stays."""
    random = Random(f"duty {person.id}")
    ends_on = birthday(person.born_on, UNTIL)
    dates = Dates(opening(person.born_on, person.opened_on), ends_on)
    if dates.opened_on >= min(ends_on, story.today):
        return
    if ends_on <= story.today < ends_on + timedelta(days=200):
        tell(story, person, random, dates, ("lapse", "come_of_age"))
        return
    path = pick(random, PATHS)
    if story.today < ends_on and path:
        dates.summoned_on = story.past(AGO[path[-1]] + random.randrange(12))
        if dates.summoned_on > dates.opened_on:
            tell(story, person, random, dates, path)


def tell(story: Story, person: Person, random: Random, dates: Dates, path: tuple[str, ...]) -> None:
    """The obligation and each of its moves."""
    state, trigger = MOVES[path[-1]].target, random.choice(list(ObligationTrigger))
    called = state in CALLED
    summoned_on = dates.summoned_on if called else None
    due_on = transmit_due(summoned_on) if summoned_on else None
    on = happened(dates, story.today)
    number = story.tables.next("training_obligation")
    story.tables.add(
        "training_obligation",
        id=number,
        person_id=person.id,
        structure_id=person.home.id,
        platform_id=story.region.platforms[person.arrondissement][0],
        state=state,
        trigger=trigger if called else None,
        opened_on=dates.opened_on,
        exempted_on=on["exempt"] if state is State.EXEMPT_MEDICAL else None,
        summoned_on=summoned_on,
        transmit_due_on=due_on,
        interview_at=at(weekday(summoned_on + timedelta(days=12)), 14) if summoned_on else None,
        place=f"{person.home.name}, {person.home.address}" if called else "",
        transmitted_on=on["transmit"] if state is State.TRANSMITTED_DEPARTMENT else None,
        ends_on=dates.ends_on,
        due_on=due(state, due_on, dates.ends_on),
    )
    before = State.TO_CHECK
    for name in path:
        after = MOVES[name].target
        line: dict[str, Any] = {"trigger": trigger if after in CALLED else None}
        line["actor_id"] = person.referent if name in ("exempt", "summon", "transmit") else None
        story.tables.add(
            "obligation_change",
            obligation_id=number,
            move=name,
            from_state=before,
            to_state=after,
            happened_on=on[name],
            at=at(on[name]),
            **line,
        )
        before = after


def happened(dates: Dates, today: date) -> dict[str, date]:
    """The date of each move."""
    called = dates.summoned_on or dates.opened_on
    over = transmit_due(called) + timedelta(days=1)
    return {
        "lapse": dates.opened_on,
        "exempt": called,
        "summon": called,
        "overdue": min(over, today),
        "transmit": min(over + timedelta(days=2), today),
        "come_of_age": dates.ends_on,
    }
