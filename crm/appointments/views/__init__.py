"""Pages of appointments: the `agenda`, `booking`, `outcomes`; the `public` page of a link, and the calendar `feed`."""

from crm.appointments.views import booking, feed, outcomes, public
from crm.appointments.views.agenda import bp

__all__ = ["booking", "bp", "feed", "outcomes", "public"]
