"""Who is a dropout in the sense of the Code de l'éducation."""

from datetime import date

from crm.codes.people import EducationLevel, LastClass
from crm.dropouts.rules.clocks import SCHOOL_AGE
from crm.people.rules import age

WITHOUT = (EducationLevel.BELOW_3_NO_DIPLOMA, EducationLevel.BELOW_3_BREVET_CFG, EducationLevel.FOREIGN_UNRECOGNISED)
"""Levels below a general baccalauréat and a professional diploma at level 3 or 4."""

ELSEWHERE = (LastClass.C_4E_3E, LastClass.C_3E_PREPA_SEGPA, LastClass.SUP)
"""Classes of cycles that do not lead to one of them."""


def is_legal_dropout(
    level: EducationLevel, last_class: LastClass | None, born_on: date, on: date
) -> tuple[bool | None, list[str]]:
    """The test of D.313-59, and its reasons in French; None when a fact is missing.

    No longer enrolled (which the verification says), at least sixteen, without a general baccalauréat or a
    professional diploma at level 3 or 4, after a cycle that leads to one.
    """
    if age(born_on, on) < SCHOOL_AGE:
        return False, ["moins de 16 ans : l’instruction est obligatoire"]
    if level is not EducationLevel.UNKNOWN and level not in WITHOUT:
        return False, ["déjà titulaire d’un diplôme de niveau 3 ou plus"]
    if last_class in ELSEWHERE:
        return False, ["la dernière classe ne menait pas à un diplôme de niveau 3 ou 4"]
    missing = [
        words
        for words, absent in (
            ("il manque le diplôme", level is EducationLevel.UNKNOWN),
            ("il manque la dernière classe", last_class is None),
        )
        if absent
    ]
    if missing:
        return None, missing
    return True, ["sans diplôme de niveau 3 ou 4", "a quitté un cycle qui y menait"]
