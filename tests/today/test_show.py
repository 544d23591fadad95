"""The day: a counter is the list it opens."""

import re

from tests import factories


def test_a_counsellor_sees_the_day(browser, alice, charlie, person, platform):
    factories.make_referral(charlie, factories.make_person(charlie), alice.structure)
    factories.make_case(person, platform)
    text = browser.login(alice).get("/today").text
    for label, count, url in (
        ("orientations à répondre", 1, "/referrals?box=to_answer"),
        ("orientations envoyées", 0, "/referrals?box=sent"),
    ):
        assert re.search(rf'href="{re.escape(url)}"><strong>{count}</strong> <span>{label}', text)


def test_counters_equal_their_lists(browser, alice, bob, charlie, dina, person, platform):
    for _ in range(3):
        factories.make_referral(charlie, factories.make_person(charlie), alice.structure)
    factories.make_case(person, platform)
    for actor in (alice, bob, dina):
        text = browser.login(actor).get("/today").text
        for url, count in re.findall(r'class="stat[^"]*" href="([^"]+)"><strong>(\d+)</strong>', text):
            assert browser.get(url.replace("&amp;", "&")).text.count('<th scope="row">') == int(count), url


def test_the_region_has_no_day(browser, rita):
    assert browser.login(rita).get("/today").status_code == 403


def test_the_day_costs_a_bounded_number_of_queries(browser, alice, charlie, queries):
    browser.login(alice)
    for _ in range(8):
        factories.make_referral(charlie, factories.make_person(charlie), alice.structure)
    del queries[:]
    browser.get("/today")
    assert len(queries) < 25
