"""Explore trades."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from crm.support import actions, queries
from crm.support.models import Trade, TradeExplored


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
