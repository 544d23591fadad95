"""Pages of appointments: `agenda`, `booking`, free `slots`, one `session`, `outcomes`, `hours`, `statistics`."""

from crm.appointments.views import booking, hours, outcomes, session, slots, statistics
from crm.appointments.views.agenda import bp

__all__ = ["booking", "bp", "hours", "outcomes", "session", "slots", "statistics"]
