"""What a cell says: names, dates, telephones, codes, as they are typed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from stdnum.fr import siret as sirets

from crm.codes.people import EducationLevel, Sex
from crm.people.rules.record import forbidden_name, tidy
from crm.reading import fold, read_date, read_phone


class Wrong(Exception):  # noqa: N818 - its text is a sentence for the user
    """A cell cannot be read. Its text says why, in French."""


SERIAL = date(1899, 12, 30)
"""Day nought of the serial numbers of spreadsheets."""

SEXES = dict.fromkeys(("f", "femme", "mme", "madame", "fille", "feminin", "2", "mlle"), Sex.FEMALE)
SEXES |= dict.fromkeys(("m", "h", "homme", "mr", "monsieur", "garcon", "masculin", "1", "g"), Sex.MALE)
NO = ("", "non", "n", "0", "aucun", "aucune", "sans", "neant", "faux", "false")
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

DIPLOMAS = (
    (r"\bsans\b|\baucun|\bneant\b|\bnon\b", EducationLevel.BELOW_3_NO_DIPLOMA),
    (r"\bdnb\b|\bbrevet des colleges\b|\bcfg\b", EducationLevel.BELOW_3_BREVET_CFG),
    (r"\bbts\b|\bbut\b|\bdut\b|\blicence\b|\bniveau 5\b", EducationLevel.LEVEL_5),
    (r"\bbac|\bbp\b|\bbrevet professionnel\b|\bniveau 4\b|\btitre pro", EducationLevel.LEVEL_4),
    (r"\bcap|\bbep|\bniveau 3\b|\bbpa\b", EducationLevel.LEVEL_3),
    (r"\bbrevet\b", EducationLevel.BELOW_3_BREVET_CFG),
)


def name(cell: str) -> str:
    if why := forbidden_name(cell):
        raise Wrong(f"« {cell} » n’est pas un nom : {why[0].lower()}{why[1:]}")
    return tidy(cell)


def day(cell: str) -> str:
    """An ISO date; also from a date with its time, or the serial number of a spreadsheet."""
    text = cell.split("T")[0].split(" 00:")[0].strip()
    found = read_date(text)
    if found is None and re.fullmatch(r"\d{5}(?:\.0+)?", text):
        found = SERIAL + timedelta(days=int(float(text)))
    if found is None and (match := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text)):
        found = read_date("-".join(match.groups()))
    if found is None and (match := re.match(r"(\S+) \d{1,2}[:h]\d{2}", text)):
        found = read_date(match[1])
    if found is None:
        raise Wrong(f"« {cell} » n’est pas une date : écrivez-la comme 03/02/2009.")
    return found.isoformat()


def birth(cell: str) -> str:
    found = day(cell)
    if not "1930-01-01" < found < "2100":
        raise Wrong(f"« {cell} » n’est pas une date de naissance possible : vérifiez l’année.")
    return found


def sex(cell: str) -> str:
    return SEXES.get(fold(cell), Sex.UNKNOWN).value


def phone(cell: str) -> str:
    """E.164; the first of several; a leading nought lost by a spreadsheet is put back."""
    for text in re.split(r"[/;,]| ou | et ", cell):
        digits = re.sub(r"[^\d+]", "", text)
        if number := read_phone(f"0{digits}" if re.fullmatch(r"[1-79]\d{8}", digits) else text):
            return number
    raise Wrong(f"« {cell} » n’est pas un numéro de téléphone.")


def email(cell: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}", cell):
        raise Wrong(f"« {cell} » n’est pas une adresse e-mail.")
    return cell.lower()


def postcode(cell: str) -> str:
    return f"0{cell}" if re.fullmatch(r"\d{4}", cell) else cell


def uai(cell: str) -> str:
    """Seven digits and the letter that checks them (MENJ: remainder of the number by 23)."""
    number = re.sub(r"\s", "", cell).upper()
    if not is_uai(number):
        raise Wrong(f"« {cell} » n’est pas un numéro d’établissement (UAI) : vérifiez sa lettre.")
    return number


def is_uai(number: str) -> bool:
    return bool(re.fullmatch(r"\d{7}[A-Z]", number)) and UAI_LETTERS[int(number[:7]) % 23] == number[7]


def siret(cell: str) -> str:
    number = re.sub(r"\D", "", cell)
    if not sirets.is_valid(number):
        raise Wrong(f"« {cell} » n’est pas un numéro SIRET.")
    return number


def diploma(cell: str) -> str:
    """The level of the highest diploma obtained, or unknown."""
    text = fold(cell)
    return next((level for words, level in DIPLOMAS if re.search(words, text)), EducationLevel.UNKNOWN).value


def enrolled(cell: str) -> bool:
    """Is somebody in a school or a training again, from a yes or from words?"""
    text = fold(cell)
    if text in NO or re.match(r"(non|plus|pas|sans|de)\b|descolarise|decroche", text):
        return False
    return bool(re.search(r"^(oui|o|1|x|vrai|true)$|scolarise|reinscrit|apprenti|en formation|inscrit|etudiant", text))


def words(cell: str) -> str:
    return " ".join(cell.split())[:300]


READERS: dict[str, Callable[[str], Any]] = {
    "name": name,
    "birth": birth,
    "day": day,
    "sex": sex,
    "phone": phone,
    "email": email,
    "postcode": postcode,
    "uai": uai,
    "siret": siret,
    "diploma": diploma,
    "enrolled": enrolled,
    "words": words,
}
"""How a cell of each kind is read. Each returns what can be kept as JSON, or raises Wrong."""


def looks_like_data(cell: str) -> bool:
    """Is it a date, a telephone, an e-mail, an establishment: what no heading is?"""
    return bool(read_date(cell) or re.fullmatch(r"\+?[\d ./-]{8,}|[^@\s]+@[^@\s]+|\d{7}[A-Za-z]", cell))
