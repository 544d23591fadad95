"""The states of a referral."""

from crm.codes.referrals import ReferralState as State
from crm.referrals.rules import MOVES, By, offered


def test_every_state_is_reached_and_every_button_is_allowed():
    assert {m.target for m in MOVES.values()} == set(State) - {State.DRAFT}
    for state in State:
        for by in By:
            assert all(state in MOVES[name].origins for name in offered(state, by))
