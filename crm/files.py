"""Files that leave: lists that a French Excel opens as it should and that cannot carry a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def spreadsheet(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with a mark, semicolons; a cell that would be a formula begins with an apostrophe (OWASP, “CSV
    injection”)."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
