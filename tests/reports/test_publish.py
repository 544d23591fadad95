"""From a draft to the Région."""


def test_it_goes_from_draft_to_the_region(browser, edition, dora, rita, db):
    browser.login(rita)
    assert browser.get(f"/reports/{edition.uid}").status_code == 404
    browser.login(dora)
    assert browser.post(f"/reports/{edition.uid}/publish").status_code == 409
    assert browser.post(f"/reports/{edition.uid}/sign-off").status_code == 303
    assert browser.post(f"/reports/{edition.uid}/publish").status_code == 303
    browser.login(rita)
    assert "Jeunes accompagnés" in browser.get(f"/reports/{edition.uid}").text
    assert "Trimestre 3 de 2026" in browser.get("/reports").text
