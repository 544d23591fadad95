"""Words that no message may hold: whoever reads a telephone over a shoulder must learn nothing of why."""

import re
import unicodedata

WORDS = """
sante addict alcool drogue psych handicap malad medic medec hopital therap soin tribunal justice judiciair detention
prison police penal condamn pjj sursis probation decroch absenteism exclu violence harcel grossesse enceinte avortement
vih sida sexe sexual religi politiq syndic ethni migrant refugi asile titre_de_sejour sans_papiers expulsion surendett
aide_sociale rsa ase

health disab mental addiction drug hospital courtroom lawsuit dropout pregnan refugee asylum welfare

здоров інвалід лікар лікарн суд тюрм поліці вагітн біженц притул наркот алкогол

صحة صحي صحت مرض بیمار إعاقة معلول طبيب مستشفى شفاخانه محكمة محکمه سجن زندان شرطة پولیس حامل لاجئ پناهنده مخدرات
"""
"""Beginnings of words, in French, English, Ukrainian, Arabic and Dari; those of three letters are whole words."""


def bare(text: str) -> str:
    """Lower case, without accents or vowel signs."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))


def pattern(stem: str) -> str:
    return re.escape(stem).replace("_", r"\W+") + (r"(?!\w)" if len(stem) == 3 else r"\w*")


FOUND = re.compile(r"(?<!\w)(?:و?(?:ال|بال|لل))?(?:" + "|".join(map(pattern, bare(WORDS).split())) + ")")


def sensitive(text: str) -> list[str]:
    """The words of a text that tell of health, justice, origin or hardship, as they are compared.

    Source of the rule: domain.md §9.3 (no sensitive reason in a message) and the CNIL's reference for social support.
    """
    return FOUND.findall(bare(text))
