"""Read a workbook in a process of its own, run as a script: whatever the file holds, memory and time are bounded.

Standard input is the file. Standard output is a line with the merged ranges, then one JSON list a row, or nothing
more when it would be too much.
"""

import json
import resource
import sys
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY = 400 * 1024 * 1024
SECONDS = 60
MOST_ROWS = 50_100
MOST_TEXT = 100 * 1024 * 1024
TOO_MUCH = 3
"""Exit status of a workbook with more rows or text than a list has."""


def as_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if isinstance(cell, timedelta) else str(cell)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
    sheet = next((sheet for sheet in sheets if sheet.height), None)
    print(json.dumps((sheet.merged_cell_ranges or []) if sheet else []))
    written = 0
    for number, line in enumerate(sheet.to_python(skip_empty_area=False) if sheet else ()):
        text = json.dumps([as_text(cell) for cell in line])
        written += len(text)
        if number > MOST_ROWS or written > MOST_TEXT:
            return TOO_MUCH
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
