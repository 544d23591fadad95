"""Pages of appointments: the `agenda`, `booking`, and `outcomes`."""

from crm.appointments.views import booking, outcomes
from crm.appointments.views.agenda import bp

__all__ = ["booking", "bp", "outcomes"]
