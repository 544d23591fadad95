"""The lists of referrals: a counter is the list it opens."""

from crm.referrals import queries
from tests import factories
from tests.referrals.conftest import make_pooled


def test_counters_are_their_lists(browser, alice, charlie, dina, person, platform, referral):
    make_pooled(charlie, factories.make_person(charlie), platform)
    for actor in (alice, charlie, dina):
        counts = queries.counts(actor)
        for name, count in counts.items():
            assert len(queries.listed(actor, name)[0]) == count
            assert browser.login(actor).get(f"/referrals?box={name}").text.count('<th scope="row">') == count


def test_the_inbox_costs_the_same_for_many(browser, alice, charlie, request):
    sent = request.getfixturevalue("queries")
    for _ in range(12):
        factories.make_referral(alice, factories.make_person(alice), charlie.structure)
    browser.login(charlie)
    del sent[:]
    assert browser.get("/referrals").text.count('<th scope="row">') == 12
    assert len(sent) < 12
