"""Pages of reports: the `record` of editions, `reading` one, the `completeness` of a structure’s own data, and the live
`dashboard` of a structure or a territory."""

from crm.reports.views import completeness, dashboard, reading
from crm.reports.views.record import bp

__all__ = ["bp", "completeness", "dashboard", "reading"]
