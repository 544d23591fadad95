"""The tables of appointments: what is `booked`, and the `hours` in which it may be."""

from crm.appointments.models.booked import Appointment, Participation
from crm.appointments.models.hours import Absence, Opening, Room, Travel

__all__ = ["Absence", "Appointment", "Opening", "Participation", "Room", "Travel"]
