"""Ask for an edition, and let a worker build it."""

import pytest

from crm.errors import Refused
from crm.reports import actions
from crm.reports.queries import figures
from tests.reports.conftest import NOW


def test_the_same_facts_give_the_same_edition(db, edition, dora):
    first = figures(edition)
    actions.make(actions.ask(dora, 2026, 3, now=NOW), now=NOW)
    assert figures(edition) == first


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


def test_a_quarter_that_is_not_over_is_refused(db, dora):
    with pytest.raises(Refused, match="pas terminé"):
        actions.ask(dora, 2026, 4, now=NOW)


def test_what_is_out_is_not_built_again(db, edition, dora):
    actions.sign_off(dora, edition, now=NOW)
    with pytest.raises(Refused, match="déjà validé"):
        actions.ask(dora, 2026, 3, now=NOW)
