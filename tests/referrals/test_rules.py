"""The states of a referral."""

from pathlib import Path

from crm.codes.referrals import ReferralKind
from crm.codes.referrals import ReferralState as State
from crm.referrals.rules import MOVES, By, document, offered


def test_every_state_is_reached_and_every_button_is_allowed():
    assert {m.target for m in MOVES.values()} == set(State) - {State.DRAFT}
    for state in State:
        for by in By:
            assert all(state in MOVES[name].origins for name in offered(state, by))


def test_an_opinion_opens_nothing_and_is_answered_in_words():
    assert offered(State.PENDING, By.RECIPIENT, ReferralKind.OPINION) == [
        "acknowledge",
        "advise",
        "decline",
        "redirect",
    ]
    assert "advise" not in offered(State.PENDING, By.RECIPIENT, ReferralKind.TRANSFER)


def test_the_documentation_is_the_table():
    """`crm referrals moves > docs/referrals.md` writes it again."""
    assert (Path(__file__).parents[2] / "docs/referrals.md").read_text() == document()
