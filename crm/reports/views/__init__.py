"""Pages of reports: the `record` of editions, `reading` one, the `completeness` of a structure’s own
data, and what is `opened` to anybody."""

from crm.reports.views import completeness, opened, reading
from crm.reports.views.record import bp

__all__ = ["bp", "completeness", "opened", "reading"]
