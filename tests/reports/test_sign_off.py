"""Sign an edition that its audit has passed."""

import pytest
import sqlalchemy as sa

from crm.errors import Refused
from crm.reports import actions
from crm.reports.models import Edition
from tests.reports.conftest import NOW


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
