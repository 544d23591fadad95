"""Read appointments: `agenda`, `around` it, `listing`, `slots`, `statistics`, `record`, `composing`, `public`."""

from crm.appointments.queries.agenda import Entry, Whose, agenda, busy_days, start_of
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
from crm.appointments.queries.composing import call_back, causes, compose, compose_answer, dialled, where
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
from crm.appointments.queries.public import (
    answer,
    answered,
    answers,
    by_token,
    calendar,
    feed,
    next_of,
    own_feed,
    token,
)
from crm.appointments.queries.record import panel, story
from crm.appointments.queries.samples import samples
from crm.appointments.queries.slots import free_slots, slot_at, slots_instead
from crm.appointments.queries.statistics import attendance

__all__ = [
    "Entry",
    "Span",
    "Wanted",
    "Whose",
    "absence",
    "agenda",
    "answer",
    "answered",
    "answers",
    "appointment",
    "attendance",
    "busy_days",
    "by_token",
    "calendar",
    "call_back",
    "causes",
    "coming_absences",
    "compose",
    "compose_answer",
    "dialled",
    "feed",
    "free_slots",
    "hindrance",
    "in_the_way",
    "next_of",
    "opening",
    "openings",
    "own_feed",
    "panel",
    "participation",
    "places_left",
    "readable",
    "rooms",
    "samples",
    "sessions",
    "slot_at",
    "slots_instead",
    "spans",
    "start_of",
    "story",
    "to_complete",
    "to_complete_count",
    "token",
    "travels",
    "waiting",
    "where",
]
