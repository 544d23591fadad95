"""Twice in the file, by what linkage knows; and no longer concerned, by what is recorded here."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.codes.people import EducationLevel
from crm.codes.support import SituationCategory
from crm.imports.models import ImportRow
from crm.support.models import Situation
from tests import factories
from tests.imports.conftest import LINES, as_csv, send

FIRST = ["Ostrowska", "Maja", "17/11/2008", "F", "06 39 98 12 34", "Roubaix"]


def verdicts(db):
    rows = db.scalars(select(ImportRow).order_by(ImportRow.number).execution_options(populate_existing=True))
    return {row.number: (row.verdict.value, row.cause.value) for row in rows}


@pytest.mark.parametrize(
    ("second", "cause"),
    [
        (["Ostrovska", "Maya", "17/11/2008", "F", "06 39 98 12 34", "Roubaix"], "resembling"),
        (["Ostrowska", "Maja", "17/10/2008", "F", "06 39 98 12 34", "Roubaix"], "resembling"),
        (["Ostrowska", "Adam", "17/11/2008", "M", "06 39 98 12 34", "Roubaix"], "none"),
        (["Ostrowska", "Zofia", "17/11/2008", "F", "06 39 98 12 34", "Roubaix"], "none"),
        (["Ostrowska", "Maja", "17/11/2008", "F", "", ""], "twice"),
    ],
    ids=["slips", "another month", "a twin", "a twin sister", "the same"],
)
def test_the_same_person_twice_is_seen_and_twins_are_two(browser, dina, db, second, cause):
    send(browser.login(dina), as_csv([FIRST, second]))
    assert verdicts(db)[3][1] == cause


def test_day_and_month_exchanged_are_seen(browser, dina, db):
    one, other = [*FIRST], [*FIRST]
    one[2], other[2] = "03/02/2008", "02/03/2008"
    where = send(browser.login(dina), as_csv([LINES[0], one, other])).location
    assert verdicts(db)[4] == ("repeated", "resembling")
    page = browser.get(where + "?verdict=repeated").text
    assert "Ressemble à la ligne 3" in page
    assert "C’est quelqu’un d’autre" in page
    assert browser.post(where + "/write").status_code == 409
    browser.post(where + "/rows/4", data={"decision": "import"})
    assert browser.post(where + "/write").status_code == 303


def test_a_corrected_line_is_compared_again(browser, dina, db):
    wrong = ["Ostrovska", "Maja", "17/11/2008", "F", "12", "Roubaix"]
    where = send(browser.login(dina), as_csv([FIRST, wrong])).location
    assert verdicts(db)[3] == ("invalid", "unread")
    browser.post(where + "/rows/3/cell", data={"field": "phone", "text": "06 39 98 12 34"})
    assert verdicts(db)[3] == ("repeated", "resembling")


@pytest.mark.parametrize(
    ("category", "state", "cause"),
    [
        (SituationCategory.SCHOOLING, "ongoing", "enrolled"),
        (SituationCategory.WORK_STUDY, "ongoing", "enrolled"),
        (SituationCategory.TRAINING, "ended", "same"),
        (SituationCategory.JOB_SEEKER, "ongoing", "same"),
    ],
)
def test_who_studies_according_to_their_file_is_not_concerned(browser, dina, alice, db, category, state, cause):
    person = factories.make_person(alice, given_name="Maja", family_name="Ostrowska", born_on=date(2008, 11, 17))
    began = date.today() - timedelta(days=40)
    common = {"structure_id": alice.structure_id, "author_id": alice.user_id, "started_on": began}
    factories.add(Situation(person_id=person.id, category=category, state=state, **common))
    send(browser.login(dina), as_csv([FIRST]))
    assert verdicts(db)[2][1] == cause


def test_who_holds_a_diploma_according_to_their_file_is_not_concerned(browser, dina, alice, db):
    factories.make_person(
        alice,
        given_name="Maja",
        family_name="Ostrowska",
        born_on=date(2008, 11, 17),
        education_level=EducationLevel.LEVEL_3,
    )
    send(browser.login(dina), as_csv([FIRST]))
    assert verdicts(db)[2] == ("not_concerned", "graduated")
