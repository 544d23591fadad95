"""Pages of reports: the `record` of editions, `reading` one, the `completeness` of a structure’s own data, the live
`dashboard` of a structure or a territory, and what is `opened` to anybody."""

from crm.reports.views import completeness, dashboard, opened, reading
from crm.reports.views.record import bp

__all__ = ["bp", "completeness", "dashboard", "opened", "reading"]
