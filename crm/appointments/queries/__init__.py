"""Read appointments, always as someone: the `agenda` and the hours `around` it, `listing`, free `slots`, `statistics`,
a person’s `record`, `composing` messages.
"""

from crm.appointments.queries.agenda import Entry, Whose, agenda, start_of
from crm.appointments.queries.around import (
    Span,
    absence,
    coming_absences,
    in_the_way,
    opening,
    openings,
    rooms,
    spans,
    travels,
)
from crm.appointments.queries.composing import compose, dialled
from crm.appointments.queries.listing import (
    appointment,
    hindrance,
    participation,
    places_left,
    readable,
    sessions,
    to_complete,
    to_complete_count,
    waiting,
)
from crm.appointments.queries.openings import Wanted
from crm.appointments.queries.record import panel, story
from crm.appointments.queries.slots import free_slots, slot_at, slots_instead
from crm.appointments.queries.statistics import attendance

__all__ = [
    "Entry",
    "Span",
    "Wanted",
    "Whose",
    "absence",
    "agenda",
    "appointment",
    "attendance",
    "coming_absences",
    "compose",
    "dialled",
    "free_slots",
    "hindrance",
    "in_the_way",
    "opening",
    "openings",
    "panel",
    "participation",
    "places_left",
    "readable",
    "rooms",
    "sessions",
    "slot_at",
    "slots_instead",
    "spans",
    "start_of",
    "story",
    "to_complete",
    "to_complete_count",
    "travels",
    "waiting",
]
