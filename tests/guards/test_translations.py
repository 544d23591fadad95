"""Every text is translated in every language, says the same things, and betrays nothing."""

import gettext
import re
import sys
import unicodedata
from pathlib import Path

import pytest

from crm.codes.people import Language
from crm.pages import typeset

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import translations

FORBIDDEN = {
    "en": "health medic doctor hospital psych disab handicap justice court judge prison police addict drug alcohol"
    " fail dropout dropped expelled debt benefit poverty homeless asylum refugee pregnan",
    "fr": "santé médec médic docteur hôpital hopital psy handicap justice tribunal juge judiciaire prison police"
    " addict drogue alcool échec décroch exclu dette surendett rsa allocation pauvre sans-abri asile réfugié enceinte",
    "ar": "صحة صحي طبيب مستشفى نفسي إعاقة معاق عدالة محكمة قاض سجن شرطة إدمان مخدر كحول فشل"
    " رسوب انقطاع ديون فقر لجوء لاجئ حامل",
    "uk": "здоров медич лікар лікарн психі психо інвалід судд судов правосудд в’язни поліці залежн наркот алкогол"
    " невдач неуспіш відрахув борг бідн притул біжен вагітн",
    "fa_AF": "صحت صحی داکتر طبیب شفاخانه روانی معیوب معلول عدالت محکمه قاضی زندان پولیس اعتیاد معتاد مخدر الکول"
    " ناکام قرض فقیر پناهنده مهاجر حامله",
}
"""What a message to a young person never says, by the beginnings of its words."""

LANGUAGES = translations.LANGUAGES


def strings(language):
    return {message.id: message.string for message in translations.catalogue(language) if message.id}


def test_each_language_a_person_can_have_has_its_catalogue():
    assert {*LANGUAGES, "en"} == set(Language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_and_nothing_is_left_over(language):
    wanted = {message.id for message in translations.texts() if message.id}
    found = strings(language)
    assert set(found) == wanted, "run scripts/translations.py"
    assert not [text for text, said in found.items() if not said.strip()]
    assert not [message.id for message in translations.catalogue(language) if message.id and message.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same(language):
    for text, said in strings(language).items():
        assert sorted(re.findall(r"\{\w+\}|%\(\w+\)s", text)) == sorted(re.findall(r"\{\w+\}|%\(\w+\)s", said)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    with translations.file_of(language, "mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for text, said in strings(language).items():
        assert compiled.gettext(text) == said, "run scripts/translations.py"


@pytest.mark.parametrize("language", FORBIDDEN)
def test_no_text_holds_a_sensitive_word(language):
    said = translations.texts() if language == "en" else strings(language).values()
    texts = [message.id for message in said if message.id] if language == "en" else said
    for text in texts:
        for beginning in FORBIDDEN[language].split():
            assert not re.search(rf"\b(?:ال)?{re.escape(beginning)}", text.lower()), (text, beginning)


def test_french_has_its_spaces():
    for said in strings("fr").values():
        assert typeset(said) == said


@pytest.mark.parametrize(("language", "script"), [("ar", "ARABIC"), ("fa_AF", "ARABIC"), ("uk", "CYRILLIC")])
def test_each_language_is_written_in_its_script(language, script):
    for said in strings(language).values():
        letters = [letter for letter in re.sub(r"\{\w+\}", "", said) if letter.isalpha()]
        assert all(unicodedata.name(letter).startswith(script) for letter in letters), said
