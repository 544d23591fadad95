"""Read people: `record` one file, `searching` the search, `matching` files that may be of one person,
`reaching` how they can be told something, and what they were told."""

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
    resembling,
    undoable,
)
from crm.people.queries.reaching import address, closed, failures, messages, panel, reach
from crm.people.queries.record import Follower, circle, colleagues, further_contact, get, guardian, readers
from crm.people.queries.searching import Found, search

__all__ = [
    "PAGE",
    "Follower",
    "Found",
    "Likeness",
    "Presence",
    "address",
    "circle",
    "closed",
    "colleagues",
    "duplicate_count",
    "duplicates",
    "failures",
    "further_contact",
    "get",
    "guardian",
    "known_as",
    "likely",
    "merges",
    "messages",
    "nearest",
    "pair",
    "panel",
    "reach",
    "readers",
    "resembling",
    "search",
    "undoable",
]
