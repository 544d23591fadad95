"""Files that are no lists, each with words of the sentence that refuses it."""

from tests.imports import files
from tests.imports.conftest import HEADINGS, LINES, as_csv

TABLE = [HEADINGS, *LINES[:2]]
BOOK = files.workbook(TABLE)
ODS = files.ods(TABLE)
LOCKED_ODS = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data/></manifest:file-entry>'
    "</manifest:manifest>"
)
OLE = b"\xd0\xcf\x11\xe0"
TOP = b"Nom;Prenom;Naissance\n"


def spoiled(content):
    """The same size, some bytes of its middle changed."""
    middle = len(content) // 2
    return content[:middle] + bytes(255 - byte for byte in content[middle : middle + 40]) + content[middle + 40 :]


REFUSED = {
    "empty": (b"", "vide"),
    "blank": (b"\n\n;;\n", "vide"),
    "no line": (TOP, "aucune ligne"),
    "binary": (bytes(range(256)) * 9, "ni un classeur"),
    "noughts": (TOP + b"Pe\0tit;Ana;03/02/2009\n", "ni un classeur"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj; 2, 3\n", "ni un classeur"),
    "web page": (b"\n<html><table><tr><td>Nom</td></tr></table></html>", "ni un classeur"),
    "no headings": (b"Petit;Ana;03/02/2009\nPetit;Leo;03/02/2008\n", "pas de noms de colonnes"),
    "no headings, months": ("Petit;Ana;3 février 2009\nPetit;Leo;4 mars 2008\n".encode(), "pas de noms de colonnes"),
    "two heading lines": (TOP + TOP + b"A;B;03/02/2009\n", "plusieurs lignes (1 et 2)"),
    "more cells": (TOP + b"A;B;03/02/2009;;\nC;D;03/02/2008;x\n", "La ligne 3 a plus de cellules"),
    "open quote": (TOP + b'A;"B;03/02/2009\nC;D;03/02/2008\n', "au milieu de la ligne 2, entre guillemets"),
    "cut in a quote": (TOP + b'A;B;03/02/2009\nC;D;"03/02', "au milieu de la ligne 3, entre guillemets"),
    "stray quote": (TOP + b'A;"B" C;03/02/2009\nC;D;03/02/2008\n', "guillemet est mal placé à la ligne 2"),
    "cut line": (TOP + b"A;B;03/02/2009\nC;D;03/02/2009\nE;F", "au milieu de la ligne 4"),
    "identical": (TOP + b"A;B;03/02/2009\n" * 10_000, "Les 10\u202f000 lignes de ce fichier sont identiques"),
    "too many": (TOP + b"".join(b"A%d;B;03/02/2009\n" % n for n in range(50_001)), "plus de 50\u202f000 lignes"),
    "many too many": (TOP + b"".join(b"A%d;B;03/02/2009\n" % n for n in range(60_000)), "plus de 50\u202f000 lignes"),
    "too many in a workbook": (
        files.workbook([HEADINGS, *([f"A{n}", *LINES[0][1:3]] for n in range(50_020))]),
        "plus de 50\u202f000 lignes",
    ),
    "too wide": (b";".join(b"C%d" % n for n in range(201)) + b"\nA;B\n", "plus de 200 colonnes"),
    "too wide a workbook": (files.workbook([[f"C{n}" for n in range(201)], ["A", "B"]]), "plus de 200 colonnes"),
    "too full": (TOP + (b"a;" * 199 + b"\n") * 10_100, "trop de cellules"),
    "locked": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    "locked ODS": (files.packed({"META-INF/manifest.xml": LOCKED_ODS, "content.xml": "\x07" * 99}), "mot de passe"),
    "old": (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "trop ancien"),
    "rubbish": (b"PK\x03\x04rubbish", "ne s’ouvre pas"),
    "no sheet": (files.packed({"a.txt": "Bonjour"}), "ne s’ouvre pas"),
    "truncated": (BOOK[:-400], "ne s’ouvre pas"),
    "half": (BOOK[: len(BOOK) // 2], "ne s’ouvre pas"),
    "truncated ODS": (ODS[: len(ODS) // 2], "ne s’ouvre pas"),
    "truncated archive": (files.packed({"a.txt": "Bonjour" * 99})[:-9], "ne s’ouvre pas"),
    "spoiled": (spoiled(files.workbook([HEADINGS, *([f"A{n * n}"] for n in range(99))])), "ne s’ouvre pas"),
    "macros": (files.packed({"xl/vbaProject.bin": b"x"}, BOOK), "macros"),
    "old macros": (files.packed({"xl/macrosheets/sheet1.xml": "<x/>"}, BOOK), "macros"),
    "macros of an ODS": (files.packed({"Basic/Standard/Module1.xml": "<x/>"}, ODS), "macros"),
    "scripts of an ODS": (files.packed({"Scripts/python/a.py": "x"}, ODS), "macros"),
    "merged": (files.workbook([*TABLE, ["", "x"]], ["A4:A6"]), "fusionnées à la ligne 4"),
    "merged ODS": (files.ods([["Liste", "2026"], *TABLE], spanned=(0, 3)), "fusionnées à la ligne 4"),
    "two lists": (files.sheets({"Filles": TABLE, "Garçons": TABLE[:2]}), "a plusieurs feuilles de liste"),
    "days since 1904": (
        files.dated([HEADINGS, ["A", "B", ""]], (1, 2), since_1904=True, kind="0"),
        "compte depuis 1904",
    ),
    "bomb": (files.bomb(), "anormalement gros"),
    "corners": (files.corners(), "anormalement gros"),
    "a number in every place": (as_csv([["1090259350123"] * 6]), "n’a que des numéros"),
}
