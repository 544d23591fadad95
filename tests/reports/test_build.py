"""The life of an edition: `index`, `build`, `show`, `sign_off`, `publish`, `download`."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from crm.codes.support import ContactType
from crm.errors import Refused
from crm.reports import actions
from crm.reports.models import Edition
from crm.reports.queries import counting, figures
from crm.reports.rules.tables import INDICATORS, Counted, age_band, build
from crm.support.models import ContactEvent
from tests import factories

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def history(db, alice):
    """Seven people met in the third quarter of 2026, one of them twice; and one in the second."""
    for n in range(7):
        person = factories.make_person(alice, born_on=date(2004, 1, 1) if n else date(2009, 7, 1))
        for day in [5, 20] if n == 0 else [8]:
            meet(alice, person, datetime(2026, 8, day, 9, tzinfo=UTC))
    old = factories.make_person(alice)
    meet(alice, old, datetime(2026, 5, 5, 9, tzinfo=UTC))
    meet(alice, old, datetime(2026, 9, 5, 9, tzinfo=UTC), ContactType.MEDIATION_NO_CONTACT)


def meet(actor, person, at, kind=ContactType.INDIVIDUAL_INTERVIEW):
    common = {"structure_id": actor.structure_id, "author_id": actor.user_id, "commune_code": "59350"}
    factories.add(ContactEvent(person_id=person.id, type=kind, happened_at=at, **common))


@pytest.fixture
def edition(db, history, dora):
    edition = actions.ask(dora, 2026, 3, now=NOW)
    actions.make(edition, now=NOW)
    db.commit()
    return edition


def test_people_are_counted_once_by_their_age_then(db, history):
    counted = {(c.indicator, c.arrondissement, c.sex, c.age): c.count for c in counting.count(2026, 3)}
    assert counted["A-3", "595", "female", "22-25"] == 6
    assert counted["A-3", "595", "female", "-18"] == 1
    assert counted["A-2", "595", "female", "22-25"] == 6
    assert sum(n for key, n in counted.items() if key[0] == "A-3") == 7


def test_appointments_referrals_and_cases_are_counted(db, alice, charlie, person, platform):
    for day, status in ((3, "attended"), (4, "no_show"), (5, "rescheduled")):
        factories.make_appointment(alice, person, datetime(2026, 8, day, 9, tzinfo=UTC), status=status)
    sent = datetime(2026, 7, 1, 9, tzinfo=UTC)
    factories.make_referral(
        alice, person, charlie.structure, sent_at=sent, state="engaged", engaged_at=datetime(2026, 8, 1, tzinfo=UTC)
    )
    factories.make_referral(
        alice, person, charlie.structure, sent_at=sent, state="engaged", engaged_at=datetime(2026, 9, 29, tzinfo=UTC)
    )
    factories.make_case(
        person,
        platform,
        reported_on=date(2026, 5, 1),
        interview_due_on=date(2026, 8, 1),
        verification="confirmed",
        interviewed_at=datetime(2026, 8, 1, 9, tzinfo=UTC),
    )
    totals = dict.fromkeys(INDICATORS, 0)
    for line in counting.count(2026, 3):
        totals[line.indicator] += line.count
    assert (totals["B-1"], totals["B-2"]) == (2, 1)
    assert (totals["C-1"], totals["C-5"]) == (2, 1)
    assert (totals["D-3"], totals["D-7"]) == (1, 1)


def test_every_total_is_the_sum_of_its_parts():
    counted = [
        Counted("A-3", "595", "female", "18-21", 12),
        Counted("A-3", "022", "male", "-18", 4),
        Counted("A-3", "??", "other", "26-", 9),
    ]
    system = build(counted, {"595": "59", "596": "59", "022": "02"}, 5)
    assert system.cells["A-3|region|"].value == 25
    for relation in system.relations:
        assert system.cells[relation.total].value == sum(system.cells[part].value for part in relation.parts)


def test_ages_are_whole_years():
    assert age_band(date(2008, 11, 24), date(2026, 11, 23)) == "-18"
    assert age_band(date(2008, 11, 24), date(2026, 11, 24)) == "18-21"
    assert [age_band(date(2000, 1, 1), date(y, 6, 1)) for y in (2021, 2022, 2025, 2026)] == [
        "18-21",
        "22-25",
        "22-25",
        "26-",
    ]


def test_the_same_facts_give_the_same_edition(db, edition, dora):
    first = figures(edition)
    actions.make(actions.ask(dora, 2026, 3, now=NOW), now=NOW)
    assert figures(edition) == first


def test_small_counts_are_hidden_and_cannot_be_found(edition):
    found = figures(edition)
    assert edition.audit_passed
    assert found["A-3", "region", ""] in (7, None)
    assert found["A-3", "arr:595", "age:-18"] is None
    assert not {1, 2, 3, 4} & {value for value in found.values() if value is not None}


def test_a_worker_builds_what_was_asked(db, history, dora, browser, worker_reports):
    answer = browser.login(dora).post("/reports", data={"quarter": "2026-3"})
    assert answer.status_code == 303
    assert "se prépare" in browser.get(answer.location).text
    assert worker_reports.build_waiting(NOW) == 1
    assert "Audit réussi" in browser.get(answer.location).text


@pytest.fixture
def worker_reports(app):
    import os

    from tests.conftest import server_url

    os.environ.setdefault("SECRET_KEY", "tests-tests-tests-tests-tests-tests")
    os.environ.setdefault("DATABASE_URL", server_url("postgres"))
    from worker import reports

    return reports


def test_it_goes_from_draft_to_the_region(browser, edition, dora, rita, db):
    browser.login(rita)
    assert browser.get(f"/reports/{edition.uid}").status_code == 404
    browser.login(dora)
    assert browser.post(f"/reports/{edition.uid}/publish").status_code == 409
    assert browser.post(f"/reports/{edition.uid}/sign-off").status_code == 303
    assert browser.post(f"/reports/{edition.uid}/publish").status_code == 303
    browser.login(rita)
    assert "Jeunes accompagnés" in browser.get(f"/reports/{edition.uid}").text
    assert "Trimestre 3 de 2026" in browser.get("/reports").text


def test_only_the_officer_signs(browser, edition, adam, alice, rita):
    assert browser.login(adam).post(f"/reports/{edition.uid}/sign-off").status_code == 403
    for actor in (alice, rita):
        assert browser.login(actor).post(f"/reports/{edition.uid}/sign-off").status_code == 404
    assert browser.login(alice).post("/reports", data={"quarter": "2026-3"}).status_code in (403, 422)


def test_a_leak_stops_it_in_the_action_and_in_the_database(db, edition, dora):
    edition.audit_passed = False
    with pytest.raises(Refused, match="se devinent"):
        actions.sign_off(dora, edition, now=NOW)
    with pytest.raises(sa.exc.IntegrityError, match="ck_edition_proof"), db.begin_nested():
        db.execute(sa.update(Edition).values(state="published", published_at=NOW, signed_off_at=NOW))


def test_a_quarter_that_is_not_over_is_refused(db, dora):
    with pytest.raises(Refused, match="pas terminé"):
        actions.ask(dora, 2026, 4, now=NOW)


def test_what_is_out_is_not_built_again(db, edition, dora):
    actions.sign_off(dora, edition, now=NOW)
    with pytest.raises(Refused, match="déjà validé"):
        actions.ask(dora, 2026, 3, now=NOW)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_files_hold_no_hidden_count(browser, edition, dora, kind):
    answer = browser.login(dora).get(f"/reports/{edition.uid}/download.{kind}")
    assert answer.status_code == 200
    if kind == "csv":
        values = {row["valeur"] for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")}
        assert "s" in values
        assert not values & {"1", "2", "3", "4"}
    elif kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["A-3"]
        assert "s" in {cell.value for row in sheet.iter_rows() for cell in row}
    else:
        assert "Jeunes accompagnés" in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()


def test_an_unknown_file_is_not_found(browser, edition, dora):
    assert browser.login(dora).get(f"/reports/{edition.uid}/download.exe").status_code == 404
