"""Pages of reports: the `record` of an edition."""

from crm.reports.views.record import bp

__all__ = ["bp"]
