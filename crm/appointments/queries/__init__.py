"""Read appointments, always as someone: `listing`, free `slots`, a person’s `record`, `composing` messages."""

from crm.appointments.queries.composing import compose, dialled
from crm.appointments.queries.listing import agenda, hindrance, participation, start_of, to_complete, to_complete_count
from crm.appointments.queries.openings import Wanted
from crm.appointments.queries.record import panel, story
from crm.appointments.queries.slots import free_slots, slot_at, slots_instead

__all__ = [
    "Wanted",
    "agenda",
    "compose",
    "dialled",
    "free_slots",
    "hindrance",
    "panel",
    "participation",
    "slot_at",
    "slots_instead",
    "start_of",
    "story",
    "to_complete",
    "to_complete_count",
]
