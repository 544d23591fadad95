"""Error pages always come, and always say the way out."""

from datetime import date

import pytest

from config import Config
from crm import create_app
from tests import conftest


def test_a_lost_page_says_the_way_out(browser, alice):
    answer = browser.login(alice).get("/nowhere")
    assert answer.status_code == 404
    assert "Revenir à l’accueil" in answer.text


def test_somebody_without_any_place_left_is_told_so(browser, alice, db):
    browser.login(alice)
    db.get(type(alice), alice.id).ended_on = date(2029, 1, 1)
    answer = browser.get("/people")
    assert answer.status_code == 403
    assert "rattaché" in answer.text


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_page_comes_even_when_the_database_does_not_answer(signed_in):
    config = Config(
        SECRET_KEY="tests-tests-tests-tests-tests-tests",
        SQLALCHEMY_DATABASE_URI=conftest.server_url("nowhere"),
        INSECURE_COOKIES=True,
    )
    browser = create_app(config).test_client()
    with browser.session_transaction() as session:
        session.update({"_user_id": "01a20d6d-a388-7625-9940-41f9accc84cb/1"} if signed_in else {})
    answer = browser.get("/people", follow_redirects=True)
    assert answer.status_code == (503 if signed_in else 200)
    assert signed_in == ("Rien n’est perdu" in answer.text)
