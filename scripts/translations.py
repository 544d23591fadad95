"""Gather the texts that are translated, bring the catalogues up to date, and compile them.

`python scripts/translations.py` after a text has changed; then translate what is empty in `crm/translations/*/…/*.po`,
and run it again. Compiled catalogues are committed beside: a test fails when they differ.
"""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "crm" / "translations"
LANGUAGES = ("fr", "ar", "uk", "fa_AF")
"""English is what the texts are written in."""

HEADER = {
    "project": "Passerelle",
    "version": "1",
    "revision_date": datetime.now(UTC),
    **dict.fromkeys(("msgid_bugs_address", "last_translator", "language_team"), "Passerelle"),
}

METHODS = [("crm/appointments/rules/words.py", "python"), ("templates/appointments/public*.html", "jinja2")]


def texts() -> Catalog:
    """Every text of the code and of the templates."""
    gathered = Catalog()
    for pattern, method in METHODS:
        for path in sorted(ROOT.glob(pattern)):
            with path.open("rb") as file:
                for _, message, _, _ in extract.extract(method, file, keywords={"_": None}):
                    gathered.add(message, locations=[(str(path.relative_to(ROOT)), 0)])
    return gathered


def file_of(language: str, kind: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"messages.{kind}"


def catalogue(language: str) -> Catalog:
    with file_of(language, "po").open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    template = texts()
    for language in LANGUAGES:
        file = file_of(language, "po")
        file.parent.mkdir(parents=True, exist_ok=True)
        known = catalogue(language) if file.exists() else Catalog(locale=language, **HEADER)
        dated = known.creation_date
        known.update(template, no_fuzzy_matching=True)
        known.creation_date, known.header_comment, known.fuzzy = dated, "", False
        known.obsolete.clear()
        with file.open("wb") as po:
            write_po(po, known, width=120, omit_header=False, include_lineno=False, sort_by_file=True)
        with file_of(language, "mo").open("wb") as mo:
            write_mo(mo, known)


if __name__ == "__main__":
    main()
