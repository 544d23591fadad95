"""The way a person goes: `path`, `settle_path`, `explore`, `recheck`, `summary`, `summary_pdf`."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from crm.codes.support import PathKind, Severity, Theme
from crm.support import actions, queries
from crm.support.models import Barrier, PathItem, Trade, TradeExplored
from crm.support.rules import ANSWERS
from tests import factories


@pytest.fixture
def trades(db):
    actions.load_sample_trades()
    db.commit()


def add(browser, person, **kw):
    return browser.post(f"/people/{person.uid}/path", data={"kind": "request", "text": "Devenir boulangère", **kw})


def test_requests_and_proposals_stand_apart(browser, alice, person, db):
    assert add(browser.login(alice), person).status_code == 303
    add(browser, person, kind="proposal", text="Stage en boulangerie", theme="train")
    add(browser, person, kind="step", text="Écrire le CV", due_on="2090-01-15")
    lines = queries.path(person)
    assert [line.text for line in lines[PathKind.REQUEST]] == ["Devenir boulangère"]
    assert [line.text for line in lines[PathKind.PROPOSAL]] == ["Stage en boulangerie"]
    assert "Écrire le CV" in browser.get(f"/people/{person.uid}?show=path").text


@pytest.mark.parametrize("change", [{"text": ""}, {"text": "2 85 05 59 350 123 45"}, {"kind": "dream"}])
def test_what_cannot_be_is_refused_and_stays(browser, alice, person, db, change):
    answer = add(browser.login(alice), person, **change)
    assert answer.status_code == 422
    assert (change.get("text") or "") in answer.text
    assert db.scalar(select(func.count(PathItem.id))) == 0


@pytest.mark.parametrize(("kind", "state", "code"), [("step", "done", 303), ("proposal", "refused", 303)])
def test_what_became_of_a_line_is_said_once(browser, alice, person, db, kind, state, code):
    add(browser.login(alice), person, kind=kind)
    item = db.scalar(select(PathItem))
    assert browser.post(f"/path/{item.uid}", data={"state": state}).status_code == code
    db.expire_all()
    assert db.scalar(select(PathItem.state)) == state


def test_an_answer_that_does_not_fit_is_refused(browser, alice, person, db):
    add(browser.login(alice), person, kind="step")
    item = db.scalar(select(PathItem))
    browser.post(f"/path/{item.uid}", data={"state": "accepted"})
    db.expire_all()
    assert db.scalar(select(PathItem.state)) == "open"
    assert browser.post(f"/path/{item.uid}", data={"state": "open"}).status_code != 303
    assert browser.post(f"/path/{item.uid}", data={"state": "nonsense"}).status_code == 400


def test_every_kind_has_its_answers():
    assert set(ANSWERS) == set(PathKind)


def test_trades_are_found_by_parts_of_their_names_and_counted(browser, alice, person, trades, db):
    text = browser.login(alice).get(f"/people/{person.uid}/path?metier=boulang").text
    assert "Boulangerie et viennoiserie" in text
    trade = db.scalar(select(Trade).where(Trade.code_rome == "D1102"))
    data = {"trade": trade.id, "how": "visit", "interest": "yes"}
    for _ in range(2):
        assert browser.post(f"/people/{person.uid}/trades", data=data).status_code == 303
    browser.post(f"/people/{person.uid}/trades", data={**data, "interest": "no"})
    assert "1 métier exploré" in browser.get(f"/people/{person.uid}/path").text.replace("\u00a0", " ")
    assert db.scalars(select(TradeExplored.interest)).all() == ["no"]
    assert browser.post(f"/people/{person.uid}/trades", data={**data, "trade": 999999}).status_code == 404
    assert browser.post(f"/people/{person.uid}/trades", data={"how": "visit"}).status_code == 303


def test_the_sample_is_loaded_once_and_a_file_twice_changes_nothing(trades, db):
    before = db.scalar(select(func.count(Trade.id)))
    actions.load_sample_trades()
    with actions.path.SAMPLE.open(newline="") as file:
        assert actions.load_trades(csv.DictReader(file)) == before
    assert db.scalar(select(func.count(Trade.id))) == before > 50


@given(st.text(max_size=40))
def test_anything_can_be_searched(app, typed):
    with app.app_context():
        assert len(queries.trades(typed)) <= 12


def test_a_bad_line_of_a_file_is_named(db):
    rows = [{"code_rome": "A1", "libelle": "Bûcheron"}, {"code_rome": "", "libelle": "Rien"}]
    with pytest.raises(ValueError, match="line 3"):
        actions.load_trades(rows)
    assert db.scalar(select(func.count(Trade.id))) == 0


def test_a_barrier_is_checked_today(browser, alice, person, db):
    old = datetime.now(UTC) - timedelta(days=90)
    common = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    barrier = factories.add(Barrier(**common, theme=Theme.MOBILITY, severity=Severity.BLOCKING, checked_at=old))
    assert browser.login(alice).post(f"/barriers/{barrier.id}/recheck").status_code == 303
    (current,) = queries.barriers(person)
    assert current.severity is Severity.BLOCKING
    assert datetime.now(UTC) - current.checked_at < timedelta(minutes=5)
    assert db.scalar(select(func.count(Barrier.id))) == 2


def test_the_summary_is_for_a_colleague_or_for_the_person(browser, alice, person):
    add(browser.login(alice), person)
    for asked, said, unsaid in (
        ("", "Ce que le jeune demande", "Mon parcours"),
        ("?for=person", "Ce que je demande", "Situation"),
    ):
        text = browser.get(f"/people/{person.uid}/summary{asked}").text
        assert "Devenir boulangère" in text
        assert said in text
        assert f">{unsaid}<" not in text


def test_a_stranger_sees_and_changes_nothing(browser, alice, charlie, person, db, trades):
    add(browser.login(alice), person)
    item = db.scalar(select(PathItem))
    common = {"person_id": person.id, "structure_id": alice.structure_id, "author_id": alice.user_id}
    barrier = factories.add(
        Barrier(**common, theme=Theme.MOBILITY, severity=Severity.BLOCKING, checked_at=datetime.now(UTC))
    )
    browser.login(charlie)
    assert browser.get(f"/people/{person.uid}/path").status_code == 404
    assert browser.get(f"/people/{person.uid}/summary").status_code == 404
    assert browser.post(f"/path/{item.uid}", data={"state": "done"}).status_code == 404
    assert browser.post(f"/people/{person.uid}/trades", data={"trade": 1}).status_code == 404
    assert browser.post(f"/barriers/{barrier.id}/recheck").status_code == 404


def test_the_summary_is_a_pdf_too(browser, alice, charlie, person):
    browser.login(alice)
    for asked in ("", "?for=person"):
        answer = browser.get(f"/people/{person.uid}/summary.pdf{asked}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF-")
        assert answer.data.count(b"/Type /Page\n") == 1
    assert browser.login(charlie).get(f"/people/{person.uid}/summary.pdf").status_code == 404
