"""Open a file that came in, whatever it is: rows of text, or one sentence that says why not."""

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from zipfile import BadZipFile, ZipFile

import charset_normalizer

from crm.imports.rules import workbook

UNPACKED = 300 * 1024 * 1024
"""Largest size of all that a workbook holds, once unpacked."""

SAMPLE = 64 * 1024
SEPARATORS = ";\t,|"
OLE = b"\xd0\xcf\x11\xe0"
CHUNK = 1024 * 1024
LOCKED = "Ce classeur est protégé par un mot de passe : retirez la protection, enregistrez-le, puis déposez-le."
MACROS = "Ce classeur contient des macros : enregistrez-le en .xlsx ou en .ods sans macros, puis déposez-le."
BROKEN = "Ce classeur ne s’ouvre pas, il est peut-être incomplet : enregistrez-le de nouveau en .xlsx, ou en .csv."
HUGE = "Ce classeur est anormalement gros une fois ouvert : gardez une seule feuille, ou enregistrez-la en .csv."
OLD = "Ce classeur est d’un format trop ancien (.xls) : enregistrez-le en .xlsx, ou en .csv, puis déposez-le."
NO_LIST = "Ce fichier n’est ni un classeur ni un texte : déposez un .csv, un .xlsx ou un .ods."
TRUNCATED = "Ce fichier s’arrête au milieu de la ligne {} : exportez-le de nouveau."
MERGED = "Des cellules sont fusionnées à la ligne {} : annulez les fusions, pour que chaque ligne dise tout d’elle."

Rows = list[list[str]]


class Unreadable(Exception):  # noqa: N818 - its text is a sentence for the user
    """The file is not a list that can be read. Its text says why, in French."""


def rows_of(content: bytes) -> tuple[Rows, list[int]]:
    """Every row as text, and the rows (from 0) that hold merged cells. Raises Unreadable."""
    if content.startswith(OLE):
        raise Unreadable(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD)
    if content[:2] == b"PK":
        return workbook_rows(content)
    return text_rows(content), []


def workbook_rows(content: bytes) -> tuple[Rows, list[int]]:
    merged = inspect(content)
    try:
        read = subprocess.run(
            [sys.executable, "-I", workbook.__file__],
            input=content,
            capture_output=True,
            timeout=2 * workbook.SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(HUGE) from None
    if read.returncode == workbook.TOO_MUCH or b"MemoryError" in read.stderr or b"memory allocation" in read.stderr:
        raise Unreadable(HUGE)
    if read.returncode:
        raise Unreadable(BROKEN)
    first, *lines = read.stdout.splitlines()
    ranges = json.loads(first)
    return [json.loads(line) for line in lines], [*merged, *(top for (top, _), _ in ranges)]


def inspect(content: bytes) -> list[int]:
    """Refuse what a workbook must not be, by unpacking it once. Returns 0 for an ODS with merged cells."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [part.filename.lower() for part in parts]
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable(LOCKED)
            if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
                raise Unreadable(MACROS)
            if sum(part.file_size for part in parts) > UNPACKED:
                raise Unreadable(HUGE)
            return unpack(archive)
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(BROKEN) from error


SPANNED = re.compile(rb'number-(?:rows|columns)-spanned="(?!1")')


def unpack(archive: ZipFile) -> list[int]:
    """Read each part to its end, a little at a time: sizes and sums are verified, nothing is kept."""
    merged: list[int] = []
    for part in archive.infolist():
        left = b""
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                seen, left = left + chunk, chunk[-64:]
                if part.filename == "META-INF/manifest.xml" and b"encryption-data" in seen:
                    raise Unreadable(LOCKED)
                if part.filename == "content.xml" and SPANNED.search(seen):
                    merged = [0]
    return merged


def text_rows(content: bytes) -> Rows:
    text = decoded(content)
    if "\x00" in text:
        raise Unreadable(NO_LIST)
    separator = max(SEPARATORS, key=lambda one: regularity(text[:SAMPLE], one))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: Rows = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise Unreadable(TRUNCATED.format(len(rows) + 1)) from error
    whole = Counter(len(row) for row in rows).most_common(1)
    if (
        len(rows) > 2
        and not text.endswith(("\n", "\r"))
        and len(rows[-1]) < whole[0][0]
        and whole[0][1] >= len(rows) - 1
    ):
        raise Unreadable(TRUNCATED.format(len(rows)))
    return rows


def regularity(sample: str, separator: str) -> int:
    """How many cells the sample has when it is cut so, in the rows that have as many as most."""
    lines = [len(row) for row in csv.reader(sample.splitlines()[:50], delimiter=separator) if row]
    width, often = Counter(lines).most_common(1)[0] if lines else (1, 0)
    return (width - 1) * often


def decoded(content: bytes) -> str:
    """The text in whatever encoding it came; line by line where several are mixed."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    head = content[:SAMPLE]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 8 and head[start::2].count(0) > len(head) // 3 and head[1 - start :: 2].count(0) == 0:
            return content.decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return "".join(map(decoded_line, content.splitlines(keepends=True))) if mixed(content) else guessed(content)


def mixed(content: bytes) -> bool:
    """Do some lines with accents read as UTF-8, although the whole does not?"""
    return any(not line.isascii() and is_utf8(line) for line in content.splitlines())


def is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def decoded_line(line: bytes) -> str:
    return line.decode() if is_utf8(line) else line.decode("cp1252", errors="replace")


def guessed(content: bytes) -> str:
    accents = b"\n".join(line for line in content.splitlines() if not line.isascii())[:SAMPLE]
    best = charset_normalizer.from_bytes(accents, cp_isolation=["cp1252", "mac_roman", "cp850"]).best()
    return content.decode(best.encoding if best else "cp1252", errors="replace")
