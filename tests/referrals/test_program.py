"""A referral in JSON: read, and moved by the table."""

import pytest

from crm.codes.referrals import ReferralState as State
from crm.referrals.rules import MOVES, By, offered
from tests import factories
from tests.referrals.conftest import url

JSON = {"Accept": "application/json"}


def test_it_says_whose_turn_it_is_and_the_moves_of_the_table_and_nothing_of_the_person(
    browser, alice, charlie, referral, person
):
    read = browser.login(charlie).get(url(referral), headers=JSON)
    told = read.json
    assert (told["state"], told["owner"], told["next_step_on"]) == (
        "pending",
        charlie.structure.short_name,
        referral.next_step_on.isoformat(),
    )
    moves = {move["name"]: move for move in told["moves"]}
    assert list(moves) == offered(State.PENDING, By.RECIPIENT)
    for name, move in moves.items():
        assert (move["label"], move["to"], move["address"]) == (
            MOVES[name].label,
            MOVES[name].target,
            url(referral, name),
        )
    assert (moves["acknowledge"]["asks"], moves["decline"]["asks"]) == (False, True)
    assert not any(word in read.text for word in (person.family_name, person.phone, str(person.uid)))
    assert [m["name"] for m in browser.login(alice).get(url(referral), headers=JSON).json["moves"]] == ["withdraw"]


def test_a_move_asks_then_answers_the_record_anew(browser, charlie, referral, db):
    browser.login(charlie)
    asked = {field["name"]: field for field in browser.get(url(referral, "decline"), headers=JSON).json["fields"]}
    assert "session_full" in [choice["value"] for choice in asked["reason"]["choices"]]
    incomplete = browser.post(url(referral, "decline"), json={"reason": "because"}, headers=JSON)
    assert (incomplete.status_code, bool(incomplete.json["errors"])) == (422, True)
    made = browser.post(url(referral, "decline"), json={"reason": "session_full", "text": "Complet."}, headers=JSON)
    assert (made.status_code, made.json["state"], made.json["moves"]) == (200, "declined", [])
    db.refresh(referral)
    assert (referral.state, referral.refusal_text) == (State.DECLINED, "Complet.")


def test_too_late_is_409_in_a_sentence_and_changes_nothing(browser, alice, charlie, referral, db):
    browser.login(alice).post(url(referral, "withdraw"), headers=JSON)
    for verb, values in (("acknowledge", {}), ("accept", {"taker": str(charlie.user_id)})):
        late = browser.login(charlie).post(url(referral, verb), json=values, headers=JSON)
        assert (late.status_code, "maintenant « retirée »" in late.json["errors"][0]) == (409, True)
    db.refresh(referral)
    assert referral.state is State.WITHDRAWN


@pytest.mark.parametrize("body", ["[1]", '{"reason": 3}', "{", "null"])
def test_what_is_no_form_is_refused(browser, charlie, referral, body):
    sent = browser.login(charlie).post(
        url(referral, "decline"), data=body, headers={**JSON, "Content-Type": "application/json"}
    )
    assert (sent.status_code, bool(sent.json["errors"])) == (400, True)


def test_a_stranger_reads_and_moves_nothing(browser, referral):
    browser.login(factories.make_counsellor("Zoe", factories.make_structure("West")))
    assert browser.get(url(referral), headers=JSON).status_code == 404
    for verb in MOVES.keys() - {"send", "ask", "reply", "expire", "unbook", "attend", "miss", "give_up"}:
        refused = browser.post(url(referral, verb), json={}, headers=JSON)
        assert (refused.status_code, bool(refused.json["errors"])) == (404, True), verb


def test_the_answer_of_a_bulk_with_a_forged_address_is_a_sentence(browser, charlie, referral):
    sent = browser.login(charlie).post("/referrals/bulk", data={"verb": "acknowledge", "uid": "x"})
    assert (sent.status_code, "Cochez au moins une orientation." in sent.text) == (422, True)
