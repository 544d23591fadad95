"""Which `digests` one receives is chosen on one's own account page."""


def test_they_are_chosen_on_the_account_page(browser, alice):
    user = alice.user
    assert (user.daily_digest, user.weekly_digest, user.digest_weekday) == (True, True, 0)
    browser.login(alice).post("/profile/digests", data={"weekly_digest": "y", "digest_weekday": "4"})
    assert (user.daily_digest, user.weekly_digest, user.digest_weekday) == (False, True, 4)
    assert '<option selected value="4">vendredi' in browser.get("/profile").text


def test_a_day_that_does_not_exist(browser, alice):
    assert browser.login(alice).post("/profile/digests", data={"digest_weekday": "6"}).status_code == 422
    assert alice.user.digest_weekday == 0


def test_who_has_none_is_not_asked(browser, rita):
    assert "Récapitulatifs" not in browser.login(rita).get("/profile").text
