"""Bring somebody in."""

from sqlalchemy import func, select

from crm.accounts.models import Membership
from crm.messages.models import Message


def form(alice, **kw):
    values = {"given_name": "Nina", "family_name": "Neuve", "email": "Nina@example.org", "role": "counsellor"}
    return {**values, "structure": str(alice.structure_id), "platform": "", **kw}


def test_a_manager_invites_a_colleague(browser, alice, bob, db):
    assert browser.login(bob).post("/accounts/invite", data=form(alice)).status_code == 303
    assert "nina@example.org" in browser.get("/accounts").text
    assert db.scalars(select(Message)).one().kind == "account_invitation"


def test_not_into_another_structure_nor_a_higher_role(browser, alice, bob, charlie, db):
    before = db.scalar(select(func.count(Membership.id)))
    browser.login(bob)
    assert browser.post("/accounts/invite", data=form(alice, structure=str(charlie.structure_id))).status_code == 422
    assert browser.post("/accounts/invite", data=form(alice, role="platform_admin")).status_code == 422
    assert db.scalar(select(func.count(Membership.id))) == before


def test_a_counsellor_may_not(browser, alice):
    browser.login(alice)
    assert browser.get("/accounts").status_code == 403
    assert browser.post("/accounts/invite", data=form(alice)).status_code == 403


def test_the_administrator_makes_a_coordinator(browser, adam, alice, platform, db):
    data = form(alice, role="psad_coordinator", structure="", platform=str(platform.id))
    assert browser.login(adam).post("/accounts/invite", data=data).status_code == 303
    assert db.scalar(select(Membership).where(Membership.platform_id == platform.id)).role == "psad_coordinator"


def test_the_same_role_twice_is_refused(browser, alice, bob):
    data = form(alice, email=alice.user.email)
    answer = browser.login(bob).post("/accounts/invite", data=data)
    assert answer.status_code == 422
    assert "déjà ce rôle" in answer.text


def test_a_managers_own_structure_is_chosen_already(browser, bob):
    page = browser.login(bob).get("/accounts/invite").text
    assert f'<option selected value="{bob.structure_id}">' in page
