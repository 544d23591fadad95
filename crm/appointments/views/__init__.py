"""Pages: `agenda`, `booking`, `slots`, `session`, `outcomes`, `hours`, `statistics`; `public` ones, the `feed`."""

from crm.appointments.views import booking, feed, hours, outcomes, public, session, slots, statistics
from crm.appointments.views.agenda import bp

__all__ = ["booking", "bp", "feed", "hours", "outcomes", "public", "session", "slots", "statistics"]
