"""What an edition shows, and what it hides."""

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
