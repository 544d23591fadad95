"""The one-page summary."""

from tests.support.conftest import add


def test_the_summary_is_for_a_colleague_or_for_the_person(browser, alice, person):
    add(browser.login(alice), person)
    for asked, said, unsaid in (
        ("", "Ce que le jeune demande", "Mon parcours"),
        ("?for=person", "Ce que je demande", "Situation"),
    ):
        text = browser.get(f"/people/{person.uid}/summary{asked}").text
        assert "Devenir boulangère" in text
        assert said in text
        assert f">{unsaid}<" not in text
