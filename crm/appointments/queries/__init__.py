"""Read appointments, always as someone: `listing`, the person’s `record`, and `composing` what a message says."""

from crm.appointments.queries.composing import causes, compose, dialled
from crm.appointments.queries.listing import agenda, participation, start_of, to_complete, to_complete_count
from crm.appointments.queries.record import panel, story

__all__ = [
    "agenda",
    "causes",
    "compose",
    "dialled",
    "panel",
    "participation",
    "start_of",
    "story",
    "to_complete",
    "to_complete_count",
]
