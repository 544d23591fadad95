"""Who has read a file is known to those who follow the person."""

from tests import factories


def test_every_reader_is_listed_with_their_structure(browser, alice, bob, person):
    browser.login(bob).get(f"/people/{person.uid}")
    browser.get(f"/people/{person.uid}")
    text = browser.login(alice).get(f"/people/{person.uid}/readers").text
    assert bob.user.family_name in text
    assert bob.structure.short_name in text
    assert alice.user.family_name in text  # this very reading


def test_a_stranger_does_not_see_it(browser, charlie, person):
    assert browser.login(charlie).get(f"/people/{person.uid}/readers").status_code == 404


def test_the_circle_says_why_and_how_to_call(browser, alice, person, db):
    alice.structure.phone = "+33320000000"
    db.commit()
    text = browser.login(alice).get(f"/people/{person.uid}").text
    assert "Accompagnement, depuis le" in text
    assert "tel:+33320000000" in text


def test_the_story_is_filtered_and_says_what_it_hides(browser, alice, bob, charlie, person):
    factories.follow(person, charlie)
    browser.login(charlie).post(f"/people/{person.uid}/notes/new", data={"audience": "author", "text": "À moi."})
    browser.post(f"/people/{person.uid}/notes/new", data={"audience": "circle", "text": "À tous."})
    text = browser.login(alice).get(f"/people/{person.uid}").text
    assert "À tous." in text
    assert "À moi." not in text
    said = f"1 note privée de {charlie.structure.short_name} ne vous est pas montrée"
    assert said in text.replace("\u00a0", " ")
    assert "À tous." in browser.get(f"/people/{person.uid}?show=note").text
    assert "À tous." not in browser.get(f"/people/{person.uid}?show=contact").text
