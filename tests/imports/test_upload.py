"""A list is read, judged line by line, decided, then written.

`index`, `upload`, `review`, `choose`, `choose_all`, `write`.
"""

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from sqlalchemy import func, select

from crm.codes.dropouts import RowVerdict
from crm.dropouts.models import DropoutCase
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules import Unreadable, read_rows, recognise, understand
from crm.journal import AccessEntry
from crm.people.models import Person
from tests import factories

HEADINGS = ["NOM", "Prénom", "Date de naissance", "Sexe", "Téléphone", "Commune"]
LINES = [
    ["Quenneville", "Noé", "03/02/2009", "M", "06 39 98 12 34", "Lille"],
    ["Ostrowska", "Maja", "17.11.2008", "F", "", "Roubaix"],
    ["OSTROWSKA", "Maja", "17/11/2008", "F", "", "Roubaix"],
    ["Petit", "Ana", "17/11/2018", "F", "", "Lille"],
    ["Loin", "Luc", "01/01/2008", "M", "", "Marseille"],
    ["Sansdate", "Luc", "", "M", "", "Lille"],
    ["Faux", "Numéro", "01/01/2008", "M", "12", "Lille"],
]


def as_csv(lines=LINES, encoding="utf-8", separator=";"):
    return "\n".join(separator.join(line) for line in [HEADINGS, *lines]).encode(encoding)


def send(browser, content=None, name="liste.csv"):
    data = {"source": "siei_rio_list", "file": (io.BytesIO(content or as_csv()), name)}
    return browser.post("/imports/new", data=data, content_type="multipart/form-data")


def verdicts(db):
    return [row.verdict for row in db.scalars(select(ImportRow).order_by(ImportRow.number))]


EXPECTED = [
    RowVerdict.NEW,
    RowVerdict.NEW,
    RowVerdict.REPEATED,
    RowVerdict.NOT_CONCERNED,
    RowVerdict.NOT_CONCERNED,
    RowVerdict.INVALID,
    RowVerdict.INVALID,
]


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t"), ("cp1252", "|")]
)
def test_every_usual_file_is_read_alike(browser, dina, db, encoding, separator):
    answer = send(browser.login(dina), as_csv(encoding=encoding, separator=separator))
    assert answer.status_code == 303
    assert verdicts(db) == EXPECTED
    assert db.scalars(select(ImportRow)).first().values["phone"] == "+33639981234"


def test_a_workbook_is_read_alike(browser, dina, db):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for number, line in enumerate([HEADINGS, *LINES]):
        sheet.write_row(number, 0, line)
    sheet.write_datetime(1, 2, datetime(2009, 2, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    send(browser.login(dina), stream.getvalue(), "liste.xlsx")
    assert verdicts(db) == EXPECTED


def test_nothing_is_written_before_somebody_decides(browser, dina, db):
    answer = send(browser.login(dina))
    text = browser.get(answer.location).text
    assert "Quenneville" in text
    assert "Il manque" in browser.get(answer.location + "?verdict=invalid").text
    assert db.scalar(select(func.count(Person.id))) == db.scalar(select(func.count(DropoutCase.id))) == 0


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


def test_a_known_person_is_linked_and_a_resemblance_is_asked(browser, alice, dina, db):
    known = factories.make_person(alice, given_name="Noé", family_name="Quenneville", born_on=date(2009, 2, 3))
    near = factories.make_person(alice, given_name="Maya", family_name="Ostrowska", born_on=date(2008, 11, 17))
    where = send(browser.login(dina)).location
    rows = {row.number: row for row in db.scalars(select(ImportRow))}
    assert (rows[2].person_id, rows[2].decision) == (known.id, "link")
    assert (rows[3].person_id, rows[3].decision) == (near.id, None)
    refused = browser.post(where + "/write")
    assert refused.status_code == 409
    assert "Il reste 1 ligne" in refused.text
    assert browser.post(where + "/rows/3", data={"decision": "link"}).status_code == 303
    assert browser.post(where + "/write").status_code == 303
    assert db.scalar(select(func.count(Person.id))) == 2
    assert db.scalar(select(func.count(DropoutCase.id))) == 2


def test_many_lines_are_decided_at_once(browser, alice, dina, db):
    factories.make_person(alice, given_name="Maya", family_name="Ostrowska", born_on=date(2008, 11, 17))
    where = send(browser.login(dina)).location
    assert browser.post(where + "/rows", data={"verdict": "known", "decision": "link"}).status_code == 303
    assert browser.post(where + "/rows", data={"verdict": "invalid", "decision": "import"}).status_code == 409
    assert browser.post(where + "/rows/7", data={"decision": "import"}).status_code == 409
    assert browser.post(where + "/rows/7", data={"decision": "eat"}).status_code == 400


def test_the_same_file_twice_changes_nothing(browser, dina, db):
    send(browser.login(dina))
    again = send(browser)
    assert again.status_code == 422
    assert "déjà été déposé" in again.text
    assert db.scalar(select(func.count(ImportFile.id))) == 1
    assert "liste.csv" in browser.get("/imports").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a;b\n1;2", "pas de colonne"),
        (b"", "Choisissez"),
        (b"\x00\x01\x02" * 50, "ni un classeur"),
        (b"PK\x03\x04rubbish", "ne s’ouvre pas"),
        (b"NOM;PRENOM;NAISSANCE\n", "aucune ligne"),
    ],
)
def test_what_is_no_list_is_said_and_nothing_is_kept(browser, dina, db, content, said):
    data = {"source": "siei_rio_list"} | ({"file": (io.BytesIO(content), "liste.csv")} if content else {})
    answer = browser.login(dina).post("/imports/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.scalars(select(ImportFile)).all()


def test_only_coordinators_and_only_their_own(browser, alice, charlie, rita, dina):
    where = send(browser.login(dina)).location
    for actor in (alice, rita):
        browser.login(actor)
        assert browser.get("/imports").status_code == 403
        assert browser.get(where).status_code == 404
    other = factories.make_coordinator("Eva", factories.make_platform("PSAD Aisne", charlie.structure, ["022"]))
    browser.login(other)
    for page in ("", "/write", "/rows", "/rows/2"):
        answer = browser.post(where + page) if page else browser.get(where)
        assert answer.status_code in (400, 404)
    assert "liste.csv" not in browser.get("/imports").text


def test_columns_are_recognised_by_their_usual_names():
    assert recognise(["Nom de naissance", "PRÉNOM", "Né(e) le", "Ville", "Tél. portable"]) == {
        "family_name": "Nom de naissance",
        "given_name": "PRÉNOM",
        "commune": "Ville",
        "phone": "Tél. portable",
    }


def test_a_line_says_which_cell_is_wrong():
    columns = recognise(HEADINGS)
    assert "12" in understand(dict(zip(HEADINGS, LINES[6], strict=True)), columns).problem
    assert understand(dict(zip(HEADINGS, LINES[0], strict=True)), columns).values["born_on"] == "2009-02-03"


def test_an_empty_file_is_unreadable():
    with pytest.raises(Unreadable):
        read_rows("x.csv", b"\n\n")
