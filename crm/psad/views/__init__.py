"""PSAD meetings: planning, holding and closing one, then its cases, its screen and its minutes."""

from crm.psad.views import cases
from crm.psad.views.meeting import bp

__all__ = ["bp", "cases"]
