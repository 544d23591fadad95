"""Random histories counted twice: by the queries, and by the loops of `tests/reports/twice`.

`HISTORIES=100` tells more of them than the four of each run, one for each quarter of the year.
"""

import os
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm.codes.duty import ObligationState as State
from crm.duty.models import ObligationChange, TrainingObligation
from crm.duty.rules import MOVES
from crm.people.models import Person
from crm.reports.queries import counting
from crm.reports.queries.indicators import Period
from tests import factories
from tests.reports.conftest import meet
from tests.reports.twice import LOOPS, World, appointments, by_hand, by_queries, dropouts, reception, referrals

RUN = 4
"""Histories of each run: something happens in each of them that each indicator counts."""

THEMES = {"A": reception, "B": appointments, "C": referrals, "D": dropouts}


@pytest.mark.parametrize("seed", range(int(os.environ.get("HISTORIES", RUN))))
@pytest.mark.parametrize("theme", THEMES)
def test_a_quarter_is_counted_twice(db, theme, seed):
    world = World(seed)
    THEMES[theme].tell(world)
    for indicator in (name for name in LOOPS if name[0] == theme):
        expected = by_hand(world, indicator)
        assert expected or seed >= RUN, f"nothing happens that {indicator} counts"
        assert set(by_queries(world, indicator)) ^ set(expected) == set()


P = Period.quarter(2026, 3)
PARIS = ZoneInfo("Europe/Paris")
MET = ("individual_interview", "phone_interview", "video_interview")
FOLLOWED = (*MET, "collective_information", "workshop")
PLACES = {"59350": "595", "59512": "595", "59606": "596", "02408": "022", None: "unknown"}


def local(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def in_quarter(day: date) -> bool:
    return date(2026, 7, 1) <= day <= date(2026, 9, 30)


def some_day(chance: random.Random) -> datetime:
    return datetime(2026, 4, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(250 * 24 * 60))


@pytest.fixture(params=range(3))
def chance(request, alice, charlie, platform):
    """Twelve people, with contacts, appointments, referrals and cases of which nobody planned anything."""
    chance, actors = random.Random(request.param), (alice, charlie)
    for n in range(12):
        born_on = date(chance.choice((1999, 2003, 2008)), chance.randrange(1, 13), chance.randrange(1, 29))
        sex = chance.choice(("female", "male", "unknown"))
        person = factories.make_person(alice, born_on=born_on, sex=sex, commune_code=chance.choice(list(PLACES)))
        for _ in range(chance.randrange(5)):
            meet(chance.choice(actors), person, some_day(chance), chance.choice((*FOLLOWED, "administrative")))
        for k in range(chance.randrange(4)):
            status = chance.choice(("attended", "no_show", "excused", "revoked", "rescheduled"))
            starts = datetime(2026, 6, 20 + n % 10, 6, tzinfo=UTC) + timedelta(days=30 * k, minutes=31 * n)
            factories.make_appointment(chance.choice(actors), person, starts, status=status)
        for _ in range(chance.randrange(3)):
            sent = some_day(chance)
            engaged = sent + timedelta(days=chance.randrange(1, 90)) if chance.random() < 0.6 else None
            factories.make_referral(alice, person, charlie.structure, sent_at=sent, engaged_at=engaged)
        reported_on = some_day(chance).date()
        seen = datetime.combine(reported_on, datetime.min.time(), UTC) + timedelta(days=chance.randrange(150))
        factories.make_case(
            person,
            platform,
            reported_on=reported_on,
            interview_due_on=reported_on + timedelta(days=91),
            verification=chance.choice(("confirmed", "confirmed", "duplicate", None)),
            interviewed_at=seen,
        )
    return chance


def queried(indicator: str) -> Counter:
    lines = counting.count_one(indicator, P)
    return Counter(
        {(line.arrondissement, line.axis): line.count for line in lines if line.axis[:3] in ("", "sex", "age")}
    )


def by_loops(db, rows) -> Counter:
    """Rows are (person, commune, day): one line for each, under its total, its sex and its age."""
    people, found = {p.id: p for p in db.scalars(select(Person))}, Counter()
    for person_id, commune, day in rows:
        person, place = people[person_id], PLACES[commune]
        birthday_passed = (day.month, day.day) >= (person.born_on.month, person.born_on.day)
        years = day.year - person.born_on.year - (0 if birthday_passed else 1)
        band = "-18" if years < 18 else "18-21" if years <= 21 else "22-25" if years <= 25 else "26-"
        sex = person.sex.value if person.sex.value in ("female", "male") else "other"
        for axis in ("", f"sex:{sex}", f"age:{band}"):
            found[place, axis] += 1
    return found


@pytest.fixture
def obligations(db, alice, chance):
    """Obligations that went at random through moves that are allowed, some of them typed late."""
    for person in db.scalars(select(Person)).all():
        opened_on = some_day(chance).date()
        ends_on = opened_on + timedelta(days=chance.randrange(30, 300))
        days = {"opened_on": opened_on, "ends_on": ends_on, "due_on": ends_on}
        duty = factories.add(TrainingObligation(person_id=person.id, structure_id=alice.structure_id, **days))
        state, on = State.TO_CHECK, opened_on
        for _ in range(chance.randrange(7)):
            name = chance.choice([n for n, m in MOVES.items() if state in m.origins and n != "come_of_age"])
            on += timedelta(days=chance.randrange(-20, 45))
            if on >= ends_on:
                break
            state = change(duty, name, state, on)
        if chance.random() < 0.7:
            change(duty, "come_of_age", state, ends_on)


def change(duty, name, state, on):
    target = MOVES[name].target
    means = "school" if target is State.SATISFIED else None
    common = {"move": name, "from_state": state, "to_state": target, "means": means, "happened_on": on}
    factories.add(ObligationChange(obligation_id=duty.id, at=datetime(2026, 12, 1, tzinfo=UTC), **common))
    return target


def test_obligations(db, obligations):
    """Day by day: where each obligation was at the end of every day of the quarter."""
    quarter = [date(2026, 7, 1) + timedelta(days=n) for n in range(92)]
    by_move = {"exempt": "E-3", "summon": "E-4", "transmit": "E-5"}
    met, found = (State.SATISFIED, State.EXEMPT_MEDICAL), Counter()
    for duty in db.scalars(select(TrainingObligation)):
        went = [(duty.opened_on, "open", None, State.TO_CHECK)]
        for one in duty.changes:
            went.append((max(went[-1][0], one.happened_on), one.move, one.from_state, one.to_state))
        at = {}
        for day in quarter:
            if duty.opened_on <= day < duty.ends_on:
                at[day] = [step for step in went if step[0] <= day][-1]
        mine = {by_move[move] for day, move, _, _ in went if move in by_move and day in quarter}
        mine |= {"E-2" for day, _, _, state in went if state is State.SATISFIED and day in quarter}
        mine |= {"E-7" for day, move, left, _ in went if move == "come_of_age" and left not in met and day in quarter}
        mine |= {"E-1" for _, _, _, state in at.values() if state not in met}
        mine |= {"E-6" for day, step in at.items() if day == quarter[-1] and step[1] == "overdue"}
        found.update(mine)
    assert found["E-1"]
    for n in range(1, 8):
        total = sum(line.count for line in counting.count_one(f"E-{n}", P) if not line.axis)
        assert (f"E-{n}", total) == (f"E-{n}", found[f"E-{n}"])
