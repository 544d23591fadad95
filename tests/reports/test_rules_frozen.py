"""What happens after a report was counted changes nothing of it, and shows in its one revision."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from crm.db import db as database
from crm.people import actions as people
from crm.people.models import Person
from crm.privacy.rules.anonymisation import COLUMNS, Fate
from crm.reports import actions, queries
from crm.reports.queries import published
from crm.reports.rules.life import frozen_on
from tests import factories
from tests.reports.conftest import meet

SUMMER = datetime(2026, 8, 5, 9, tzinfo=UTC)
NOW = datetime(2026, 10, 20, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, tzinfo=UTC)
ALL = "A-3", "region", ""


def seen(edition):
    """All that its readers have of it."""
    return [(c.indicator, c.territory, c.axis, c.value, c.status) for c in queries.cells(edition)]


@pytest.fixture
def actors(alice):
    others = [factories.make_counsellor(f"Partner{n}", factories.make_structure(f"Partner {n}")) for n in range(3)]
    return [alice, *others]


@pytest.fixture
def online(db, dora, actors):
    """Forty people met in the quarter, ten by each of four structures; counted twenty days after it, published."""
    assert frozen_on(2026, 3) == NOW.date()
    for n in range(40):
        meet(actors[n % 4], factories.make_person(actors[n % 4], born_on=date(2002 + n % 4, 1, 1)), SUMMER)
    return released(actions.ask(dora, 2026, 3, now=NOW), dora, NOW)


def released(edition, dora, now):
    actions.make(edition, now=now)
    actions.sign_off(dora, edition, now=now)
    actions.publish(dora, edition, now=now)
    return edition


def late(actors, number):
    """Typed after the count, dated in the quarter."""
    for n in range(number):
        meet(actors[n % 4], factories.make_person(actors[n % 4], born_on=date(2002 + n % 4, 1, 1)), SUMMER)


def value(edition, key=ALL):
    return next((c.value, c.status) for c in queries.cells(edition) if (c.indicator, c.territory, c.axis) == key)


def test_what_is_typed_between_the_end_and_the_count_is_in_it(online):
    """The forty were met in August, and typed after the quarter was over."""
    assert value(online) == (40, "published")


def test_what_is_typed_after_the_count_is_in_the_revision(db, online, dora, actors):
    before = seen(online)
    late(actors, 12)
    meet(actors[0], factories.make_person(actors[0]), datetime(2026, 10, 1, 9, tzinfo=UTC))
    assert seen(online) == before
    revision = released(actions.ask(dora, 2026, 3, now=LATER), dora, LATER)
    assert value(revision) == (52, "published")
    assert seen(online) == before


def test_what_is_typed_while_a_draft_waits_is_in_it_once_it_is_counted_again(db, dora, online, actors):
    draft = actions.ask(dora, 2026, 3, now=LATER)
    actions.make(draft, now=LATER)
    late(actors, 12)
    actions.make(actions.ask(dora, 2026, 3, now=LATER), now=LATER)
    assert (draft.revision, value(draft)) == (2, (52, "published"))


def merge(dina, number):
    """Two files that were counted as two are found to be one person, so many times."""
    found = database.session.scalars(select(Person).order_by(Person.id).limit(2 * number)).all()
    for one, other in zip(found[::2], found[1::2], strict=True):
        people.merge(dina, factories.make_pair(one, other, platform_id=dina.platform_id), {}, now=LATER)


def people_of(edition):
    """How many people were counted for it, protected or not."""
    return sum(fact.count for fact in queries.facts(edition) if (fact.indicator, fact.axis) == ("A-3", ""))


def test_files_merged_after_the_count_are_one_person_in_the_revision_only(db, online, dora, dina):
    before = seen(online)
    merge(dina, 6)
    assert (seen(online), people_of(online)) == (before, 40)
    actions.open_up(online, now=LATER)
    assert published.opened(online).count(*ALL) == 40
    revision = released(actions.ask(dora, 2026, 3, now=LATER), dora, LATER)
    assert people_of(revision) == 34
    assert value(revision)[0] in (34, None)


def test_one_merge_tells_nothing_of_whom_it_was(db, online, dora, dina):
    """The revision beside the first would give away the one who was two: it keeps the first value, marked."""
    merge(dina, 1)
    revision = released(actions.ask(dora, 2026, 3, now=LATER), dora, LATER)
    assert value(revision) == (40, "kept")


def test_people_erased_after_the_count_are_in_it_still(db, online, dora):
    """The first ten of Alice’s lose name, day, and commune: they move out of every territory, by more than any mark."""
    assert "commune_code" in COLUMNS["contact_event"][Fate.PLACE]
    before = seen(online)
    few = "(SELECT id FROM person ORDER BY id LIMIT 10)"
    db.execute(
        text(f"UPDATE contact_event SET commune_code = NULL, happened_at = '2026-08-01' WHERE person_id IN {few}")
    )
    db.execute(text(f"UPDATE person SET given_name = '-', family_name = '-', commune_code = NULL WHERE id IN {few}"))
    assert seen(online) == before
    revision = released(actions.ask(dora, 2026, 3, now=LATER), dora, LATER)
    assert value(revision) == (40, "published")
    assert value(revision, ("A-3", "arr:595", "")) == (30, "published")


def test_a_structure_that_closes_keeps_the_part_of_the_quarter_that_it_worked(db, online, dora, actors):
    actors[3].structure.active = False
    db.commit()
    revision = released(actions.ask(dora, 2026, 3, now=LATER), dora, LATER)
    assert value(revision) == (40, "published")
    assert value(revision, ("F-7", "region", "")) == value(online, ("F-7", "region", ""))


def test_a_revision_that_cannot_be_published_leaves_the_first_online(browser, db, online, dora, rita):
    before = seen(online)
    db.execute(
        text("DELETE FROM contact_event WHERE structure_id NOT IN (SELECT min(structure_id) FROM contact_event)")
    )
    actions.make(actions.ask(dora, 2026, 3, now=LATER), now=LATER)
    db.commit()
    assert queries.online(2026, 3) is online
    assert seen(online) == before
    assert browser.login(rita).get(f"/reports/{online.uid}").status_code == 200
    assert "Moins de 3 structures" not in browser.get("/reports").text
