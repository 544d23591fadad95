"""What an edition shows, and what it hides."""

from sqlalchemy import text

from crm.codes.dropouts import EditionState
from crm.reports import actions
from crm.reports.models import EditionCell
from crm.reports.queries import figures
from tests.reports.conftest import NOW


def test_small_counts_are_hidden_and_cannot_be_found(edition):
    found = figures(edition)
    assert edition.audit_passed
    assert found["A-3", "region", ""] in (7, None)
    assert found["A-3", "arr:595", "age:-18"] is None
    assert not {1, 2, 3, 4} & {value for value in found.values() if value is not None}


def test_the_page_asks_as_much_for_one_quarter_as_for_several(browser, db, edition, dora, queries):
    browser.login(dora).get(f"/reports/{edition.uid}")
    queries.clear()
    browser.get(f"/reports/{edition.uid}")
    alone = len(queries)
    before = actions.ask(dora, 2026, 2, now=NOW)
    before.state, before.audit_passed, before.built_at = EditionState.PUBLISHED, True, NOW
    before.signed_off_at = before.published_at = NOW
    before.loss = edition.loss
    cells = [
        {"indicator": c.indicator, "territory": c.territory, "value": c.value} for c in edition.cells if not c.axis
    ]
    db.add_all(
        EditionCell(edition=before, status="published" if c["value"] is not None else "primary", **c) for c in cells
    )
    db.commit()
    queries.clear()
    assert "T2 2026" in browser.get(f"/reports/{edition.uid}").text
    assert len(queries) == alone


def test_a_fragile_rate_and_a_void_report_say_so(browser, db, edition, dora):
    known = {"B-1": 40, "B-3": 30, "B-3-rest": 10, "B-2": 10, "B-2-rest": 20, "F-7": 90}
    of_region = {"edition_id": edition.id, "territory": "region", "axis": "", "status": "published"}
    db.execute(text("DELETE FROM edition_cell WHERE indicator IN ('B-1', 'B-3', 'B-3-rest', 'B-2', 'B-2-rest', 'F-7')"))
    db.add_all(EditionCell(indicator=name, value=value, **of_region) for name, value in known.items())
    db.commit()
    for path in ("", "/themes/B"):
        page = browser.login(dora).get(f"/reports/{edition.uid}{path}").text
        assert "Taux fragile\xa0: 75\u202f% seulement des issues sont connues" in page
        assert "Ce rapport est sans valeur" not in page
    db.execute(text("UPDATE edition_cell SET value = 20 WHERE indicator = 'F-7'"))
    db.commit()
    assert "Ce rapport est sans valeur" in browser.get(f"/reports/{edition.uid}").text
