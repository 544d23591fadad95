"""Open a file that came in, whatever it is: rows of text, or one sentence that says why not."""

import codecs
import csv
import io
import json
import re
import signal
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from zipfile import BadZipFile, ZipFile

import charset_normalizer

from crm.imports.rules import workbook
from crm.reading import visible

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
UNCLOSED = "Ce fichier s’arrête au milieu de la ligne {}, entre guillemets : fermez-les, ou exportez-le de nouveau."
QUOTE = "Un guillemet est mal placé à la ligne {} : retirez-le, ou exportez le fichier de nouveau."
MERGED = "Des cellules sont fusionnées à la ligne {} : annulez les fusions, pour que chaque ligne dise tout d’elle."
ALIKE = "Ce classeur a plusieurs feuilles de liste ({}) : réunissez-les en une seule, ou déposez-les une à une."
LONG = "Ce fichier a plus de 50\u202f000 lignes : découpez-le, puis déposez chaque partie."
WIDE = "Ce fichier a plus de 200 colonnes : gardez celles de la liste, puis déposez-le."
FULL = "Ce fichier a trop de cellules : gardez les colonnes utiles, ou découpez-le, puis déposez chaque partie."

MOST_LINES = 1_048_576
"""Of a text, blank ones too: as many as a spreadsheet has."""

csv.field_size_limit(UNPACKED)
Rows = list[list[str]]
BLANK: list[str] = []


@dataclass
class Opened:
    """What a file holds."""

    rows: Rows = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    """The rows, from 0, that hold merged cells."""

    since_1904: bool = False
    """Whether its numbers of days are counted from 1904."""

    def take(self, rows: Iterable[list[str]]) -> None:
        """Add rows of visible text, while a list may have so many. Raises Unreadable."""
        filled = cells = 0
        for row in rows:
            seen = [visible(cell) for cell in row] if any(row) else BLANK
            self.rows.append(seen)
            filled, cells = filled + any(seen), cells + len(seen)
            if len(seen) > workbook.MOST_COLUMNS:
                raise Unreadable(WIDE)
            if filled > workbook.MOST_ROWS + workbook.TITLES or len(self.rows) > MOST_LINES:
                raise Unreadable(LONG)
            if cells > workbook.MOST_CELLS:
                raise Unreadable(FULL)


class Unreadable(Exception):  # noqa: N818 - its text is a sentence for the user
    """The file is not a list that can be read. Its text says why, in French."""


def opened(content: bytes) -> Opened:
    """Every row as text. Raises Unreadable."""
    if content.startswith(OLE):
        raise Unreadable(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD)
    if content[:SAMPLE].lstrip().startswith((b"%PDF", b"<")):
        raise Unreadable(NO_LIST)
    return opened_workbook(content) if content[:2] == b"PK" else opened_text(content)


REFUSALS = {workbook.TOO_MUCH: FULL, workbook.TOO_LONG: LONG, workbook.TOO_WIDE: WIDE}


def opened_workbook(content: bytes) -> Opened:
    found = Opened(merged=inspect(content))
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
    if read.returncode == -signal.SIGXCPU or b"MemoryError" in read.stderr or b"memory allocation" in read.stderr:
        raise Unreadable(HUGE)
    if read.returncode:
        raise Unreadable(REFUSALS.get(read.returncode, BROKEN))
    lines = io.BytesIO(read.stdout)
    about = json.loads(lines.readline())
    if len(alike := about.get("alike", ())) > 1:
        raise Unreadable(ALIKE.format(", ".join(f"« {name} »" for name in alike)))
    found.merged += [top for (top, _), _ in about.get("merged", ())]
    found.since_1904 = about["since_1904"]
    found.take(map(json.loads, lines))
    return found


MACRO = ("xl/macrosheets/", "basic/", "scripts/")


def inspect(content: bytes) -> list[int]:
    """Refuse what a workbook must not be, by unpacking it once. Returns the rows of an ODS with merged cells."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [part.filename.lower() for part in parts]
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable(LOCKED)
            if any(name.endswith("vbaproject.bin") or name.startswith(MACRO) for name in names):
                raise Unreadable(MACROS)
            if sum(part.file_size for part in parts) > UNPACKED:
                raise Unreadable(HUGE)
            return unpack(archive)
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        raise Unreadable(BROKEN) from error


def unpack(archive: ZipFile) -> list[int]:
    """Read each part to its end, a little at a time: sizes and sums are verified, nothing is kept."""
    merged: list[int] = []
    for part in archive.infolist():
        with archive.open(part) as stream:
            chunks = iter(partial(stream.read, CHUNK), b"")
            if part.filename == "META-INF/manifest.xml":
                if any(b"encryption-data" in chunk for chunk in chunks):
                    raise Unreadable(LOCKED)
            elif part.filename == "content.xml":
                merged = list(spanned(chunks))
            else:
                for _ in chunks:
                    pass
    return merged


TAG = re.compile(rb'<table:table-row\b(?:[^>]*number-rows-repeated="(\d+)")?|number-(?:rows|columns)-spanned="(?!1")')
"""In an ODS, where a row begins, with how often it stands there; or a cell that covers others."""


def spanned(chunks: Iterable[bytes]) -> Iterator[int]:
    """The rows, from 0, with cells that cover others."""
    after, left = 0, b""
    for chunk in chunks:
        seen, mark, left = (left + chunk).rpartition(b"<")
        left = (mark + left)[-CHUNK:]
        for tag in TAG.finditer(seen):
            if tag[0].startswith(b"<"):
                first, after = after, after + int(tag[1] or 1)
            else:
                yield first


def opened_text(content: bytes) -> Opened:
    text, found = decoded(content), Opened()
    if "\x00" in text:
        raise Unreadable(NO_LIST)
    separator = max(SEPARATORS, key=lambda one: regularity(text[:SAMPLE], one))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = found.rows
    try:
        found.take(reader)
    except csv.Error as error:
        cut = "unexpected end of data" in str(error)
        raise Unreadable((UNCLOSED if cut else QUOTE).format(len(rows) + 1)) from error
    whole = Counter(len(row) for row in rows).most_common(1)
    if (
        len(rows) > 2
        and not text.endswith(("\n", "\r"))
        and len(rows[-1]) < whole[0][0]
        and whole[0][1] >= len(rows) - 1
    ):
        raise Unreadable(TRUNCATED.format(len(rows)))
    return found


def regularity(sample: str, separator: str) -> int:
    """How many cells the sample has when it is cut so, in the rows that have as many as most."""
    lines = [len(row) for row in csv.reader(sample.splitlines()[:50], delimiter=separator) if row]
    width, often = Counter(lines).most_common(1)[0] if lines else (1, 0)
    return (width - 1) * often


def decoded(content: bytes) -> str:
    """The text in whatever encoding it came; where UTF-8 is mixed with another, that is taken for Windows’."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:SAMPLE]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 8 and head[start::2].count(0) > len(head) // 3 and head[1 - start :: 2].count(0) == 0:
            return content.decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode(errors=MIXED) if any(map(is_utf8, accented(content))) else guessed(content)


MIXED = "cp1252"


def as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(MIXED, as_cp1252)


def accented(content: bytes) -> Iterator[bytes]:
    """The lines that are not plain ASCII."""
    return (line for line in io.BytesIO(content.replace(b"\r", b"\n")) if not line.isascii())


def is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def guessed(content: bytes) -> str:
    accents = b"".join(islice(accented(content), SAMPLE // 64))[:SAMPLE]
    best = charset_normalizer.from_bytes(accents, cp_isolation=["cp1252", "mac_roman", "cp850"]).best()
    return content.decode(best.encoding if best else "cp1252", errors="replace")
