"""Read a workbook in a process of its own, run as a script: whatever the file holds, memory and time are bounded.

Standard input is the file. Standard output is a line about the workbook, then one JSON list a row, until it would be
too much.
"""

import json
import re
import resource
import sys
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from python_calamine import CalamineSheet, CalamineWorkbook

MEMORY = 400 * 1024 * 1024
SECONDS = 60
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000
"""What a list may have: all of it is held in memory."""

TITLES = 10
"""Headings stand in one of so many first rows: above them there may be a title."""

MOST_TEXT = 50 * 1024 * 1024
TOO_MUCH, TOO_LONG, TOO_WIDE = 3, 4, 5
"""Exit statuses of a workbook with more than a list has."""


def as_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if isinstance(cell, timedelta) else str(cell)


def since_1904(content: bytes) -> bool:
    """Does it count days from 1904, as Excel did on Macintosh?"""
    with ZipFile(BytesIO(content)) as archive:
        about = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    return bool(re.search(rb"""date1904=["'](?:1|true)""", about))


def heads(sheet: CalamineSheet) -> set[tuple[str, ...]]:
    """The first rows, where names of columns may stand."""
    rows = [tuple(filter(None, map(as_text, row))) for row in sheet.to_python(nrows=TITLES)]
    return {row for row in rows if len(row) > 1}


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheet, alike = None, []
    for name in book.sheet_names:
        found = book.get_sheet_by_name(name)
        if sheet is None and found.height and found.width > 1:
            sheet = found
        elif sheet and heads(found) & heads(sheet):
            alike.append(name)
    about = {"merged": sheet.merged_cell_ranges or [], "alike": [sheet.name, *alike]} if sheet else {}
    print(json.dumps({**about, "since_1904": since_1904(content)}))
    if sheet and sheet.width > MOST_COLUMNS:
        return TOO_WIDE
    written = filled = 0
    for line in sheet.iter_rows() if sheet else ():
        row = [as_text(cell) for cell in line]
        filled += any(row)
        text = json.dumps(row if any(row) else [])
        written += len(text)
        if written > MOST_TEXT or filled * len(row) > MOST_CELLS:
            return TOO_MUCH
        if filled > MOST_ROWS + TITLES:
            return TOO_LONG
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
