"""Ask for an edition, and let a worker build it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, select, text

from crm.cli.doctor import PROMISES
from crm.codes.dropouts import EditionState
from crm.errors import Refused
from crm.reports import actions, queries
from crm.reports.models import Edition
from crm.reports.queries import figures
from crm.reports.rules import tables
from crm.support.models import ContactEvent
from tests import factories
from tests.reports.conftest import NOW, meet


def test_the_same_facts_give_the_same_edition(db, edition, dora):
    first = exactly(edition)
    actions.make(actions.ask(dora, 2026, 3, now=NOW), now=NOW)
    assert exactly(edition) == first


def exactly(edition):
    """All that readers may have of it, byte for byte: cells in their order, and what they lost."""
    lines = [(c.indicator, c.territory, c.axis, c.value, c.status) for c in queries.cells(edition)]
    return json.dumps([lines, edition.loss], sort_keys=True).encode()


def test_an_empty_quarter_is_said_and_not_published(db, history, dora):
    edition = actions.ask(dora, 2025, 1, now=NOW)
    actions.make(edition, now=NOW)
    assert edition.stage == "Aucun contact, rendez-vous ni orientation n’est enregistré pour ce trimestre."
    assert not queries.cells(edition)
    with pytest.raises(Refused, match="Aucun contact"):
        actions.sign_off(dora, edition, now=NOW)


def test_one_structure_alone_is_no_report(db, alice, dora):
    for _ in range(20):
        meet(alice, factories.make_person(alice), datetime(2026, 8, 5, 9, tzinfo=UTC))
    edition = actions.ask(dora, 2026, 3, now=NOW)
    actions.make(edition, now=NOW)
    assert edition.stage.startswith("Moins de 3 structures")
    assert not queries.cells(edition)


def test_how_far_it_is_shows_until_it_is_there(db, history, dora, browser):
    answer = browser.login(dora).post("/reports", data={"quarter": "2026-3"})
    assert answer.status_code == 303
    (waiting,) = queries.waiting()
    actions.tell(waiting, "Comptage : 12 indicateurs sur 58")
    assert "12 indicateurs sur 58" in browser.get(answer.location).text
    actions.make(db.get_one(Edition, waiting), now=NOW)
    assert "Audit réussi" in browser.get(answer.location).text
    assert not queries.waiting()


def test_a_quarter_that_is_not_over_is_refused(db, dora):
    with pytest.raises(Refused, match="pas terminé"):
        actions.ask(dora, 2026, 4, now=NOW)


def test_what_is_out_is_not_built_again(db, edition, dora):
    actions.sign_off(dora, edition, now=NOW)
    with pytest.raises(Refused, match="déjà validé"):
        actions.ask(dora, 2026, 3, now=NOW)


def test_a_small_revision_keeps_what_is_online(db, alice, edition, dora):
    for _ in range(12):
        meet(alice, factories.make_person(alice, born_on=date(2003, 1, 1)), datetime(2026, 8, 9, 9, tzinfo=UTC))
    actions.make(actions.ask(dora, 2026, 3, now=NOW), now=NOW)
    actions.sign_off(dora, edition, now=NOW)
    actions.publish(dora, edition, now=NOW)
    assert figures(edition)["A-3", "region", ""] == 19
    assert 1 <= figures(edition)["A-4m", "region", ""] <= 4
    assert db.scalar(text(PROMISES["published cells that hold a count from 1 to 4"])) == 0
    meet(alice, factories.make_person(alice, born_on=date(2003, 1, 1)), datetime(2026, 8, 9, 9, tzinfo=UTC))
    revision = actions.ask(dora, 2026, 3, now=NOW)
    assert revision.revision == 2
    actions.make(revision, now=NOW)
    cell = next(c for c in queries.cells(revision) if (c.indicator, c.territory, c.axis) == ("A-3", "region", ""))
    assert (cell.value, cell.status) == (19, "kept")
    assert revision.loss["kept"] > 0
    assert revision.audit_passed


def test_figures_that_cannot_be_protected_are_said_and_not_published(db, history, dora, monkeypatch):
    """Everything but the small counts must stay published: no pattern hides them."""
    whole = tables.build

    def frozen(*given):
        system = whole(*given)
        return replace(system, cells={n: c if c.small else replace(c, fixed=True) for n, c in system.cells.items()})

    monkeypatch.setattr(actions.building, "build", frozen)
    edition = actions.ask(dora, 2026, 3, now=NOW)
    actions.make(edition, now=NOW)
    assert edition.stage.startswith("Ces chiffres ne peuvent pas être protégés : rien ne sera publié. Signalez-le")
    assert not queries.cells(edition)
    with pytest.raises(Refused, match="ne peuvent pas être protégés"):
        actions.sign_off(dora, edition, now=NOW)


def test_a_threshold_that_protects_nobody_is_refused(db, history, dora, monkeypatch):
    monkeypatch.setattr(actions.building, "THRESHOLD", 2)
    edition = actions.ask(dora, 2026, 3, now=NOW)
    actions.make(edition, now=NOW)
    assert "at least 3, not 2" in edition.stage
    assert not queries.cells(edition)


@pytest.mark.parametrize("quarter", ["2126-1", "{}-{}".format(*tables.quarter_of(date.today())), "2026-5", "rien", ""])
def test_a_quarter_to_come_is_refused_on_the_page(browser, db, dora, quarter):
    answer = browser.login(dora).post("/reports", data={"quarter": quarter})
    assert answer.status_code == 422
    assert "Choisissez un trimestre terminé" in answer.text
    assert not db.scalars(select(Edition)).all()


def nothing(db, alice):
    """A quarter of which nothing is known."""


def one_structure(db, alice):
    for _ in range(20):
        meet(alice, factories.make_person(alice), datetime(2026, 8, 5, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("told", "why"), [(nothing, "Aucun contact, rendez-vous ni orientation"), (one_structure, "Moins de 3 structures")]
)
def test_a_draft_that_is_no_report_says_so_and_gives_nothing(browser, db, alice, dora, rita, told, why):
    told(db, alice)
    edition = actions.ask(dora, 2026, 3, now=NOW)
    actions.make(edition, now=NOW)
    db.commit()
    page = browser.login(dora).get(f"/reports/{edition.uid}").text
    assert why in page
    assert "Valider" not in page
    for verb in ("sign-off", "publish"):
        assert browser.post(f"/reports/{edition.uid}/{verb}").status_code == 409
    for path in ("download.csv", "download.pdf", "themes/A"):
        assert browser.get(f"/reports/{edition.uid}/{path}").status_code == 404
    assert browser.get(f"/open/{edition.uid}").status_code == 404
    assert browser.login(rita).get(f"/reports/{edition.uid}").status_code == 404
    db.refresh(edition)
    assert (edition.state, edition.audit, edition.built_at) == (EditionState.DRAFT, None, None)


def test_a_draft_that_was_good_keeps_nothing_once_it_is_not(db, edition, dora):
    assert queries.cells(edition)
    db.execute(delete(ContactEvent))
    actions.make(actions.ask(dora, 2026, 3, now=NOW), now=NOW)
    assert "Aucun contact" in edition.stage
    assert (queries.cells(edition), edition.audit, edition.loss) == ([], None, {})


def test_a_draft_asked_for_again_says_that_it_is_prepared(browser, edition, dora, db):
    actions.ask(dora, 2026, 3, now=NOW)
    db.commit()
    assert "Le rapport se prépare" in browser.login(dora).get(f"/reports/{edition.uid}").text
