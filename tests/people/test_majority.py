"""The day somebody comes of age, and what a whole file asks for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.people.rules import to_confirm
from crm.support import queries
from tests import factories


@pytest.mark.parametrize(
    ("born_on", "noticed"),
    [(date(2012, 1, 15), True), (date(2012, 1, 16), False), (date(2012, 1, 1), True), (date(2011, 12, 31), False)],
)
def test_majority_is_noticed_the_day_it_happens(alice, bob, now, born_on, noticed):
    factories.make_person(alice, born_on=born_on)
    assert bool(queries.come_of_age(alice, now.date())) is noticed
    assert not queries.come_of_age(bob, now.date())


def test_once_the_file_is_confirmed_it_is_not_said_again(alice, now, db):
    person = factories.make_person(alice, born_on=date(2012, 1, 15))
    person.confirmed_at = now + timedelta(hours=1)
    db.commit()
    assert not queries.come_of_age(alice, now.date())


def test_it_stands_on_the_page_of_the_day(browser, alice):
    lately = datetime.now(UTC).date() - timedelta(days=2)
    factories.make_person(alice, born_on=lately.replace(year=lately.year - 18, day=min(lately.day, 28)))
    assert "Tout juste" in browser.login(alice).get("/today").text


def test_what_is_complete_asks_for_nothing():
    whole = {"has_phone": True, "has_email": True, "has_commune": True, "guarded": False}
    day = date(2026, 11, 24)
    assert to_confirm(today=day, born_on=date(2004, 1, 1), confirmed_on=day, **whole) == []
    assert to_confirm(today=day, born_on=date(2010, 1, 1), confirmed_on=day, **whole) == ["représentant légal"]
    late = to_confirm(today=day, born_on=date(2004, 1, 1), confirmed_on=day - timedelta(days=200), **whole)
    assert late == ["coordonnées à vérifier"]
