"""Who goes round in circles."""

from datetime import date, timedelta

import pytest

from crm.referrals.rules import CHAIN, LOOP, Leg, loops

TODAY = date(2030, 4, 15)
A, B, C = 1, 2, 3


def test_there_and_back_within_three_months():
    there = Leg(A, B, TODAY - LOOP)
    assert "il y a moins de trois mois" in loops([there], B, A, TODAY)[0]
    assert not loops([there], A, B, TODAY)
    assert not loops([there], B, C, TODAY)
    assert not loops([Leg(A, B, TODAY - LOOP - timedelta(days=1))], B, A, TODAY)


def test_the_pool_sends_nobody_back():
    assert not loops([Leg(A, None, TODAY)], None, A, TODAY)
    assert not loops([Leg(A, None, TODAY)], A, None, TODAY)


@pytest.mark.parametrize(("engaged", "warned"), [(False, True), (True, False)])
def test_three_without_being_taken_on(engaged, warned):
    legs = [Leg(A, n, TODAY, engaged and n == B) for n in (2, 3, 4)]
    assert bool(loops(legs, A, 5, TODAY)) is warned
    assert not loops(legs[:2], A, 5, TODAY)


def test_chains_have_an_end():
    assert not loops([], A, B, TODAY, CHAIN)
    assert "coordination" in loops([], A, B, TODAY, CHAIN + 1)[0]
