"""Pages of reports: the `record` of editions, `reading` one, and the `completeness` of a structure’s own data."""

from crm.reports.views import completeness, reading
from crm.reports.views.record import bp

__all__ = ["bp", "completeness", "reading"]
