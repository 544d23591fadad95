"""Correct a file, without overwriting a colleague’s work."""


def edit_data(person, **kw):
    base = {"given_name": person.given_name, "family_name": "Nouveau", "born_on": "2010-03-02", "sex": "female"}
    lists = {"education_level": "level_3", "housing": "unknown", "mobility": "car", "licence_b": "none"}
    return base | lists | {"childcare": "not_concerned", "version": str(person.version)} | kw


def test_a_change_is_kept_and_raises_the_version(browser, alice, person, db):
    assert browser.login(alice).post(f"/people/{person.uid}/edit", data=edit_data(person)).status_code == 303
    db.refresh(person)
    assert (person.family_name, person.version, person.mobility) == ("Nouveau", 2, "car")


def test_a_stale_form_overwrites_nothing(browser, alice, person, db):
    data = edit_data(person)
    browser.login(alice).post(f"/people/{person.uid}/edit", data=data)
    answer = browser.post(f"/people/{person.uid}/edit", data=data | {"family_name": "Tardif"})
    assert answer.status_code == 422
    assert "Quelqu’un a modifié" in answer.text
    assert "Tardif" in answer.text
    db.refresh(person)
    assert person.family_name == "Nouveau"


def test_a_stranger_edits_nothing(browser, charlie, person):
    assert browser.login(charlie).post(f"/people/{person.uid}/edit", data=edit_data(person)).status_code == 404
