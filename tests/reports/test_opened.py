"""What anybody may read of a published edition, and how it is opened."""

import pytest
import sqlalchemy as sa

from crm.reports import actions, queries
from crm.reports.models import Edition
from crm.reports.queries import published
from crm.reports.rules.report import COUNT
from tests.reports.conftest import NOW


@pytest.fixture
def opened(db, edition, dora):
    actions.sign_off(dora, edition, now=NOW)
    actions.publish(dora, edition, now=NOW)
    actions.open_up(actions.next_to_open(), now=NOW)
    db.commit()
    return edition


def test_anybody_reads_it_without_an_account(browser, opened):
    page = browser.get(f"/open/{opened.uid}")
    assert page.status_code == 200
    assert "Jeunes accompagnés" in page.text
    assert browser.get(f"/open/{opened.uid}/download.csv").status_code == 200
    assert browser.get(f"/open/{opened.uid}/download.exe").status_code == 404


def test_what_is_not_opened_is_not_there(browser, db, edition, dora):
    assert browser.get(f"/open/{edition.uid}").status_code == 404
    assert actions.next_to_open() is None
    with pytest.raises(sa.exc.IntegrityError, match="ck_edition_opened"), db.begin_nested():
        db.execute(sa.update(Edition).values(opened_at=NOW))


def test_it_shows_a_part_of_what_the_region_reads_and_nothing_small(opened):
    inside, outside = published.report(opened), published.opened(opened)
    for key, figure in outside.figures.items():
        assert figure.value in (None, inside.figures[key].value)
    counts = {row.value for row in outside.rows() if row.measure == COUNT}
    assert not counts & set(range(1, 11))
    assert opened.open_audit["exposed"] == 0
    assert ("Diffusion", "Open data") in outside.about()


def test_it_is_tried_once(opened):
    assert queries.online(2026, 3) is opened
    assert actions.next_to_open() is None
