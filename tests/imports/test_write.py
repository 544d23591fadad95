"""Write what was decided, and forget the rest."""

from datetime import date

from sqlalchemy import func, select

from crm.codes.dropouts import DropoutState
from crm.codes.imports import RowVerdict
from crm.dropouts.models import DropoutCase
from crm.imports.models import ImportRow
from crm.journal import AccessEntry
from tests import factories
from tests.imports import files
from tests.imports.conftest import LINES, as_csv, send


def test_writing_opens_cases_and_forgets_the_rest(browser, dina, platform, db):
    answer = send(browser.login(dina))
    assert browser.post(answer.location + "/write").status_code == 303
    assert db.scalar(select(func.count(DropoutCase.id))) == 2
    assert [row.verdict for row in db.scalars(select(ImportRow))] == [RowVerdict.NEW, RowVerdict.NEW]
    assert "imports.purge" in db.scalars(select(AccessEntry.verb)).all()
    case = db.scalars(select(DropoutCase)).first()
    assert case.structure_id == platform.lead_structure_id
    assert "importée" in browser.get(answer.location).text
    assert browser.post(answer.location + "/write").status_code == 409


def test_another_number_is_kept_beside_the_first(browser, dina, alice, platform, db):
    person = factories.make_person(
        alice, given_name="Noé", family_name="Quenneville", born_on=date(2009, 2, 3), phone="+33639980001"
    )
    case = factories.make_case(person, platform, state=DropoutState.UNREACHABLE)
    where = send(browser.login(dina)).location
    browser.post(where + "/rows/2", data={"decision": "link"})
    assert browser.post(where + "/write").status_code == 303
    db.expire_all()
    assert (person.phone, [one.phone for one in person.further_contacts]) == ("+33639980001", ["+33639981234"])
    assert case.state is DropoutState.CONTACTING
    assert "06 39 98 12 34" in browser.login(alice).get(f"/people/{person.uid}").text.replace("\u202f", " ").replace(
        "\xa0", " "
    )


def test_known_people_are_read_together(browser, dina, alice, platform, queries):
    lines = [[f"Connu{letter}", "Noé", "03/02/2009", "M", "06 39 98 12 34", "Lille"] for letter in "abcd"]
    for name, *_ in lines:
        factories.make_person(alice, given_name="Noé", family_name=name, born_on=date(2009, 2, 3))
    where = send(browser.login(dina), as_csv(lines)).location
    for number in range(2, 6):
        browser.post(f"{where}/rows/{number}", data={"decision": "link"})
    queries.clear()
    assert browser.post(where + "/write").status_code == 303
    assert len([sql for sql in queries if "INSERT INTO further_contact" in sql]) == 4
    assert len([sql for sql in queries if "FROM further_contact" in sql]) == 1


def test_nothing_forgotten_leaves_no_line_of_it(browser, dina, platform, db):
    where = send(browser.login(dina), as_csv(LINES[:1])).location
    browser.post(where + "/write")
    verbs = db.scalars(select(AccessEntry.verb)).all()
    assert "imports.write" in verbs
    assert "imports.purge" not in verbs


def test_a_new_guardian_brings_back_who_could_not_be_reached(browser, dina, alice, platform, db):
    person = factories.make_person(alice, given_name="Noé", family_name="Quenneville", born_on=date(2009, 2, 3))
    case = factories.make_case(person, platform, state=DropoutState.UNREACHABLE)
    where = send(browser.login(dina), files.RIO.encode("cp1252")).location
    browser.post(where + "/rows/2", data={"decision": "link"})
    assert browser.post(where + "/write").status_code == 303
    db.expire_all()
    assert case.state is DropoutState.CONTACTING
    assert [guardian.phone for guardian in person.guardians] == ["+33639980011"]
