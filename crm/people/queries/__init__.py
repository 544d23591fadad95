"""Read people: `record` one file, `searching` the search, `matching` files that may be of one person."""

from crm.people.queries.matching import (
    PAGE,
    Likeness,
    Presence,
    duplicate_count,
    duplicates,
    known_as,
    likely,
    merges,
    nearest,
    pair,
    undoable,
)
from crm.people.queries.record import Follower, circle, colleagues, get, guardian, messages, readers
from crm.people.queries.searching import Found, search

__all__ = [
    "PAGE",
    "Follower",
    "Found",
    "Likeness",
    "Presence",
    "circle",
    "colleagues",
    "duplicate_count",
    "duplicates",
    "get",
    "guardian",
    "known_as",
    "likely",
    "merges",
    "messages",
    "nearest",
    "pair",
    "readers",
    "search",
    "undoable",
]
