"""Understand a list: `opening` its file, `sheets` its table, `columns` what each carries, `cells` and `understanding`
its lines, `forbidden` what is never kept, `locating` its communes, `assigning` who receives its new cases."""

from crm.codes.imports import RowCause, RowDecision
from crm.imports.rules.opening import Unreadable
from crm.imports.rules.sheets import MOST_BYTES, Sheet

DEFAULTS: dict[RowCause, RowDecision | None] = {
    **dict.fromkeys(RowCause, RowDecision.SKIP),
    RowCause.NONE: RowDecision.IMPORT,
    RowCause.SAME: RowDecision.LINK,
    RowCause.ALIKE: None,
    RowCause.RESEMBLING: None,
}
"""What is decided unless somebody decides otherwise; a resemblance is always left to a human."""

__all__ = ["DEFAULTS", "MOST_BYTES", "Sheet", "Unreadable"]
