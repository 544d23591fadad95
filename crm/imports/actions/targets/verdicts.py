"""Give a line its verdict: what all targets share."""

from crm.codes.imports import RowCause, RowVerdict
from crm.imports import rules
from crm.imports.models import ImportRow


def conclude(row: ImportRow, verdict: RowVerdict, cause: RowCause, reason: str = "", field: str = "") -> None:
    """Give a line its verdict, and the decision that goes with it."""
    row.verdict, row.cause, row.reason, row.decision = verdict, cause, reason, rules.DEFAULTS[cause]
    row.field = field or (row.field if verdict is RowVerdict.INVALID else "")
