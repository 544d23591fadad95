"""Read appointments, as someone: `listing`, free `slots`, a person’s `record`, `composing`, the `public` page."""

from crm.appointments.queries.composing import call_back, causes, compose, compose_answer, dialled, where
from crm.appointments.queries.listing import agenda, hindrance, participation, start_of, to_complete, to_complete_count
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
from crm.appointments.queries.slots import free_slots, slot_at, slots_instead

__all__ = [
    "Wanted",
    "agenda",
    "answer",
    "answered",
    "answers",
    "by_token",
    "calendar",
    "call_back",
    "causes",
    "compose",
    "compose_answer",
    "dialled",
    "feed",
    "free_slots",
    "hindrance",
    "next_of",
    "own_feed",
    "panel",
    "participation",
    "slot_at",
    "slots_instead",
    "start_of",
    "story",
    "to_complete",
    "to_complete_count",
    "token",
    "where",
]
