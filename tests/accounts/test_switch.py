"""Act from another of one’s memberships."""

from tests import factories


def test_one_may_switch_to_a_membership_of_ones_own(browser, alice, charlie, db):
    other = factories.add(type(alice)(user_id=alice.user_id, role=alice.role, structure_id=charlie.structure_id))
    browser.login(alice)
    assert browser.post("/switch", data={"membership": str(other.uid)}).status_code == 303
    assert "South" in browser.get("/today").text
    assert browser.post("/switch", data={"membership": str(charlie.uid)}).status_code == 404
