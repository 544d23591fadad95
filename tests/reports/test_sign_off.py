"""Sign an edition that its audit has passed."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from crm.codes.dropouts import EditionState
from crm.errors import Refused
from crm.reports import actions
from crm.reports.models import Edition
from tests import factories
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


def test_a_report_to_which_too_few_structures_contributed_is_refused(browser, db, edition, dora):
    """Sixteen structures recorded nothing; the page says why, and offers no signature."""
    for n in range(16):
        factories.make_structure(f"Silent {n}", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    actions.make(actions.ask(dora, 2026, 3, now=NOW), now=NOW)
    db.commit()
    page = browser.login(dora).get(f"/reports/{edition.uid}").text
    assert "Ce rapport est sans valeur" in page
    assert "Valider" not in page
    answer = browser.post(f"/reports/{edition.uid}/sign-off")
    assert answer.status_code == 409
    assert "Relancez les structures, puis préparez-le à nouveau" in answer.text
    db.refresh(edition)
    assert (edition.state, edition.signed_off_at) == (EditionState.DRAFT, None)
