"""The tables of appointments: what is `booked`, the `hours` in which it may be, and the `public` page’s answers."""

from crm.appointments.models.booked import Appointment, Participation
from crm.appointments.models.hours import Absence, Opening, Room, Travel
from crm.appointments.models.public import Answer, CalendarFeed

__all__ = ["Absence", "Answer", "Appointment", "CalendarFeed", "Opening", "Participation", "Room", "Travel"]
