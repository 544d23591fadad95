"""A pool is given out by its coordinator."""

from tests import factories
from tests.referrals.conftest import make_pooled, url


def test_a_pool_is_assigned_by_its_coordinator(browser, alice, charlie, dina, platform, person, db, now):
    pooled = make_pooled(charlie, person, platform)
    assert person.name in browser.login(dina).get("/referrals?box=pool").text
    third = factories.make_structure("East")
    assert browser.post(url(pooled, "assign"), data={"structure": str(third.id)}).status_code == 303
    db.refresh(pooled)
    assert (pooled.recipient_structure_id, pooled.owner_structure_id) == (third.id, third.id)
