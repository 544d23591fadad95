"""The one-page summary as a PDF."""


def test_the_summary_is_a_pdf_too(browser, alice, charlie, person):
    browser.login(alice)
    for asked in ("", "?for=person"):
        answer = browser.get(f"/people/{person.uid}/summary.pdf{asked}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF-")
        assert answer.data.count(b"/Type /Page\n") == 1
    assert browser.login(charlie).get(f"/people/{person.uid}/summary.pdf").status_code == 404
