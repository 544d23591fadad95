"""Where one can go, where one is, and in whose name."""

import pytest

from crm import pages
from crm.accounts.models import Membership
from crm.codes.structures import Role
from tests import factories


def lines(app, actor):
    with app.test_request_context():
        return [entry.label for entry in pages.navigation(actor)]


def test_each_role_has_its_own_first_line(app, alice, bob, dina):
    assert [lines(app, actor)[0] for actor in (alice, bob, dina)] == ["Ma journée", "Ma structure", "Mon territoire"]


def test_the_region_is_offered_no_page_about_people(app, rita):
    assert not {"Jeunes", "Agenda", "Orientations", "Décrochage", "Journal des accès"} & set(lines(app, rita))


def test_every_role_can_go_somewhere(app, alice, bob, dina, rita, dora, adam):
    actors = [alice, bob, dina, rita, dora, adam]
    assert {actor.role for actor in actors} == set(Role)
    assert all(lines(app, actor) for actor in actors)


def test_a_page_that_does_not_exist_is_not_offered(app, alice, monkeypatch):
    monkeypatch.delitem(app.view_functions, "people.index")
    assert "Jeunes" not in lines(app, alice)


def test_the_line_of_the_page_shown_says_so(app):
    with app.test_request_context("/people"):
        assert [pages.current(e) for e in ("people.index", "referrals.inbox")] == ["page", "false"]
    with app.test_request_context("/people/new"):
        assert pages.current("people.index") == "true"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/reports/live", ["page", "false"]),
        ("/reports/live/A-3", ["true", "false"]),
        ("/reports/completeness", ["false", "page"]),
    ],
)
def test_one_line_alone_says_so_where_an_area_has_several(app, bob, path, said):
    with app.test_request_context(path):
        found = pages.navigation(bob)
        assert [pages.current(e.endpoint, found) for e in found if e.endpoint.startswith("reports.")] == said


def test_the_page_says_in_whose_name_one_acts(browser, alice):
    page = browser.login(alice).get("/profile").text
    assert "<strong>North</strong>" in page
    assert "Alice Test, conseiller·ère" in page
    assert "Agir au titre de" not in page


def test_another_membership_is_one_press_away(browser, alice):
    south = factories.make_structure("South")
    other = factories.add(Membership(user_id=alice.user_id, role=Role.STRUCTURE_MANAGER, structure_id=south.id))
    page = browser.login(alice).get("/profile").text
    assert f'name="membership" value="{other.uid}"' in page
    assert browser.post("/switch", data={"membership": str(other.uid)}).status_code == 303
    assert "<strong>South</strong>" in browser.get("/profile").text


def test_back_leads_to_the_list_that_was_left_and_never_elsewhere(app):
    for origin, target in [
        ("/people?q=lina%26after=3", "/people?q=lina&after=3"),
        ("https://example.org", "/home"),
        ("//example.org", "/home"),
        ("/\\example.org", "/home"),
        ("", "/home"),
    ]:
        with app.test_request_context(f"/?from={origin}"):
            assert pages.back("/home") == target
