"""One theme of an edition."""


def test_a_theme_says_its_indicators_and_their_definitions(browser, edition, dora):
    page = browser.login(dora).get(f"/reports/{edition.uid}/themes/A").text
    assert "Jeunes accompagnés" in page
    assert "au moins un entretien individuel" in page
    assert "Rendez-vous pris" not in page
    assert "Quartier prioritaire\xa0: Non renseigné" in page


def test_the_filters_stay_in_the_address(browser, edition, dora):
    page = browser.login(dora).get(f"/reports/{edition.uid}?territory=dep:59&compare=year").text
    assert f"/reports/{edition.uid}/themes/A?territory=dep:59&amp;compare=year" in page
    assert '<option selected value="dep:59">' in page


def test_words_that_are_no_filter_are_left_aside(browser, edition, dora):
    page = browser.login(dora).get(f"/reports/{edition.uid}/themes/A?territory=dep:75&compare=now")
    assert page.status_code == 200
    assert '<option selected value="region">' in page.text


def test_an_unknown_theme_is_not_found(browser, edition, dora, rita):
    assert browser.login(dora).get(f"/reports/{edition.uid}/themes/Z").status_code == 404
    assert browser.login(rita).get(f"/reports/{edition.uid}/themes/A").status_code == 404
