"""Which words of a note ask for a second look."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.support.rules import BELIEF, HEALTH, JUDGEMENT, OFFENCE, lint

PLAIN = [
    "Cherche un stage en cuisine, disponible en mars.",
    "De bonne foi, et de bonne volonté.",
    "Habite la cité des Mines, rue de l’Église, face à la mosquée.",
    "Frein à travailler : santé.",
    "A rendez-vous à l’assurance maladie.",
    "Élève du lycée catholique Saint-Luc, inscrite à l’Institut catholique de Lille.",
    "Dans l’enceinte du lycée, a un casier au vestiaire.",
    "Vise une droguerie, ou surveillant de prison.",
    "Pratique la voile ; le trafic SNCF la met en retard.",
    "A trouvé un bon deal pour son vol vers Lisbonne.",
    "A vu le médiateur place de l’Égalité.",
    "",
]
MARKED = [
    ("En dépression depuis mai", "dépression", HEALTH),
    ("Elle est ENCEINTE de cinq mois", "ENCEINTE", HEALTH),
    ("Arrêt maladie jusqu’en mars", "maladie", HEALTH),
    ("Suit un traitement  médical", "traitement  médical", HEALTH),
    ("Musulmane pratiquante", "Musulmane", BELIEF),
    ("Va à la mosquée", "mosquée", BELIEF),
    ("Refuse de retirer son voile", "retirer son voile", BELIEF),
    ("Sort de prison.", "prison", OFFENCE),
    ("Son casier judiciaire l’inquiète", "casier judiciaire", OFFENCE),
    ("Trafic de stupéfiants", "Trafic de stupéfiants", OFFENCE),
    ("Un peu fainéant", "fainéant", JUDGEMENT),
]


@pytest.mark.parametrize(("text", "words", "why"), MARKED)
def test_what_had_better_not_stand_is_quoted_as_it_was_typed(text, words, why):
    (finding,) = lint(text)
    assert (finding.words, finding.why) == ((words,), why)


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_words_are_left_alone(text):
    assert lint(text) == []


@pytest.mark.parametrize("why", [HEALTH, BELIEF, OFFENCE, JUDGEMENT])
def test_each_reason_says_what_to_write_instead(why):
    assert " Dites " in why
    assert "«" in why


def test_each_reason_is_said_once_with_each_of_its_words():
    health, offence = lint("Dépression, cancer, Cancer et cannabis, puis prison")
    assert health.words == ("Dépression", "cancer", "cannabis")
    assert offence.words == ("prison",)


def test_what_a_note_already_says_is_not_asked_again():
    assert lint("Sort de Prison en mai", known="Sort de prison en mars") == []
    (finding,) = lint("Sort de prison, en dépression", known="Sort de prison en mars")
    assert finding.words == ("dépression",)


@given(st.sampled_from(MARKED), st.sampled_from(PLAIN), st.sampled_from(PLAIN))
def test_it_is_found_wherever_it_stands_however_it_is_typed(marked, before, after):
    text, _, why = marked
    for typed in (text, text.upper(), unicodedata.normalize("NFD", text)):
        assert [finding.why for finding in lint(f"{before}\n{typed} ; {after}")] == [why]


@given(st.text())
def test_every_word_that_is_quoted_stands_in_the_text(text):
    for finding in lint(text):
        assert all(words in unicodedata.normalize("NFC", text) for words in finding.words)


@given(st.lists(st.sampled_from(PLAIN)))
def test_ordinary_words_stay_ordinary_together(texts):
    assert lint(". ".join(texts)) == []
