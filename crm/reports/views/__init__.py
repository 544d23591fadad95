"""Pages of reports: the `record` of editions and what is done with them, `reading` one."""

from crm.reports.views import reading
from crm.reports.views.record import bp

__all__ = ["bp", "reading"]
