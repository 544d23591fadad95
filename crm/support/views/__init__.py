"""Pages of the accompaniment: `record` of one person, `caseload` of a referent, `path` and trades."""

from crm.support.views import caseload, path
from crm.support.views.record import bp

__all__ = ["bp", "caseload", "path"]
