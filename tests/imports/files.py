"""Lists as each source really sends them, with people who do not exist; and files that are no lists."""

import io
import zipfile

import xlsxwriter

RIO_HEADINGS = (
    "N° dossier;INE;Nom de famille;Prénom 1;Date de naissance;Sexe;Code UAI;Établissement d'origine;Formation;"
    "Date de sortie;Code postal;Commune;Téléphone;Responsable légal;Tél. responsable légal;Situation à ce jour\n"
)
RIO_LINES = (
    "1;0123456789A;QUENNEVILLE;Noé;03/02/2009;M;0590116F;LP Jean-Exemple;CAP cuisine;15/10/2026;59000;LILLE CEDEX;"
    "0639981234;QUENNEVILLE Anne;06.39.98.00.11;Sans solution\n"
    "2;0123456789B;OSTROWSKA;Maja;17/11/2008;F;0590116F;LP Jean-Exemple;Bac pro;02/09/2026;59100;Roubaix;;"
    "OSTROWSKI Jan;+33 6 39 98 00 12;Scolarisée en lycée\n"
    "3;0123456789C;PETIT;Ana;17/11/2018;F;0590116F;LP Jean-Exemple;CAP;02/09/2026;59000;Lille;;;;\n"
)
RIO = RIO_HEADINGS + RIO_LINES

CFA = [
    ["Centre de formation d’apprentis : ruptures de contrat", "", "", "", "", ""],
    ["Nom apprenti", "Prénom apprenti", "Né(e) le", "Portable", "Date rupture contrat", "CP", "Diplôme obtenu"],
    ["Lefebvre", "Zoé", 39481, "639981235", 46300, 2000, ""],
    ["Benali", "Yanis", 39482, "06 39 98 12 36 / 06 39 98 12 37", 46301, "59300", "CAP boulanger"],
]
"""A title above, dates as serial numbers, noughts lost by the spreadsheet."""

MISSION_LOCALE = (
    "\ufeffCivilité,NOM,PRENOM,DATE NAISSANCE,MAIL,TEL PORTABLE,VILLE\r\n"
    "Mme,Dubois-Lénac,Inès,2 mars 2008,ines@example.org,+33639981238,Valenciennes\r\n"
)

FRANCE_TRAVAIL = (
    "Identité du jeune\tNaissance (JJ/MM/AAAA)\tPrénom usuel\tContact\tRésidence\n"
    "Haddad\t05.06.2007\tSami\t0639981239\tLaon\n"
    "Marchand\t06.07.2007\tLou\t0639981240\tAbbécourt\n"
)
"""Names of columns that say little: what they carry is asked."""


def workbook(rows, merged=()):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for area in merged:
            sheet.merge_range(area, "fusion")
    return stream.getvalue()


def sheets(tables):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def dated(rows, at, *, since_1904, kind="dd/mm/yyyy"):
    """A workbook with 3 February 2009 in one cell, as the number of days that such a workbook counts."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": since_1904}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_number(*at, 38385 if since_1904 else 39847, book.add_format({"num_format": kind}))
    return stream.getvalue()


def ods(rows, spanned=()):
    """A spreadsheet as LibreOffice writes it, in its smallest form; cells of the rows `spanned` cover two columns."""
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    wide = ' table:number-columns-spanned="2"'
    lines = "".join(
        f"<table:table-row>{''.join(cell.format(wide if n in spanned else '', one) for one in row)}</table:table-row>"
        for n, row in enumerate(rows)
    )
    kinds = ("office", "table", "text")
    names = " ".join(f'xmlns:{kind}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for kind in kinds)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Liste">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
            "content.xml": content,
        }
    )


def packed(parts, onto=b""):
    stream = io.BytesIO(onto)
    with zipfile.ZipFile(stream, "a" if onto else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def rewritten(content, old, new):
    """A workbook with other bytes in its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed({name: archive.read(name).replace(old, new) for name in archive.namelist()})


def bomb(megabytes=301):
    """A small file that unpacks into a huge one."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b" " * 1024 * 1024)
    return stream.getvalue()


def corners():
    """Two cells as far apart as they can be: a small file that a careless reader makes a huge table of."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Nom")
        sheet.write(1_048_575, 16_383, "loin")
    return stream.getvalue()
