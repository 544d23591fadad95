"""What messages say, in five languages, by e-mail and by text message."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.appointments import rules
from crm.appointments.rules.words import seven_bit
from crm.codes.appointments import AppointmentLocation, MessageKind
from crm.codes.people import Language
from crm.territory.rules import PARIS

KINDS = [
    MessageKind.APPOINTMENT_CONFIRMATION,
    MessageKind.APPOINTMENT_REMINDER,
    MessageKind.APPOINTMENT_CHANGED,
    MessageKind.APPOINTMENT_CANCELLED,
]
URL = "https://passerelle.example.org/r/" + "A" * 36
SPOT = "12 rue de la Gare, Roubaix"
RIGHT_TO_LEFT = (Language.ARABIC, Language.DARI)
SEVEN_BIT = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡§¿ÄÖÑÜäöñüà") | set(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


def words(language, **kw):
    values = {
        "given_name": "Lina",
        "starts_at": datetime(2030, 8, 1, 12, 30, tzinfo=UTC),
        "today": False,
        "where": rules.place(AppointmentLocation.OFFICE, SPOT, language),
        "structure": "ML Lille",
        "call_back": "03 20 00 00 00",
        "url": URL,
    }
    return rules.Words(language=language, **values | kw)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_when_where_and_whom_to_call(kind, language):
    subject, text = rules.letter(kind, words(language))
    hour = "14 h 30" if language is Language.FRENCH else "14:30"
    for said in (rules.day(words(language).starts_at, language), hour, "03 20 00 00 00", "ML Lille", "Lina"):
        assert said in text
    assert "ML Lille" in subject
    over = kind is MessageKind.APPOINTMENT_CANCELLED
    assert (URL in text) is (SPOT in text) is not over
    assert "{" not in subject + text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("today", [False, True])
def test_a_text_message_is_short(kind, language, today):
    text = rules.brief(kind, words(language, today=today))
    for said in ("ML Lille", "03 20 00 00 00"):
        assert said in text
    assert "Lina" not in text
    latin = language in (Language.FRENCH, Language.ENGLISH)
    assert len(text) <= (306 if latin else 201), "two parts in seven bits, three in Unicode"
    assert SEVEN_BIT.issuperset(text) is latin


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_and_names_keep_their_direction(language, kind):
    for text in (rules.brief(kind, words(language)), rules.letter(kind, words(language))[1]):
        assert "\u206803 20 00 00 00\u2069" in text
        assert "\u2068ML Lille\u2069" in text
        assert text.count("\u2068") == text.count("\u2069")
    assert not re.search("[٠-٩۰-۹]", rules.brief(kind, words(language))), "figures are those of the doors and clocks"


@pytest.mark.parametrize("language", Language)
def test_a_home_is_never_written_out(language):
    assert SPOT not in rules.place(AppointmentLocation.HOME, SPOT, language)
    assert rules.place(AppointmentLocation.PHONE, SPOT, language)


def test_the_first_of_the_month_and_the_hours_of_paris():
    assert rules.day(datetime(2030, 7, 31, 22, 30, tzinfo=UTC), Language.FRENCH) == "jeudi 1er août"
    assert rules.hour(datetime(2030, 7, 31, 22, 30, tzinfo=UTC), Language.FRENCH) == "0 h 30"
    assert rules.hour(datetime(2030, 12, 31, 22, 30, tzinfo=UTC), Language.DARI) == "23:30"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1)), st.sampled_from(Language))
def test_a_day_is_always_gregorian_and_in_latin_figures(naive, language):
    instant = naive.replace(tzinfo=UTC)
    assert re.findall(r"\d+", rules.day(instant, language)) == [str(instant.astimezone(PARIS).day)]


@given(st.text(alphabet="aéêçœàïüß’–«»\u202f Ž", max_size=30))
def test_accents_a_telephone_cannot_hold_are_left_out(text):
    assert SEVEN_BIT.issuperset(seven_bit(text))
