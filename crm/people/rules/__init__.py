"""Pure functions and values about people.

`record` is what a file is made of, `searching` reads what is typed into the search, `names` knows how names sound, and
`identity`, `comparing`, `model` and `linking` tell whether two files are of one person.
"""

from crm.people.rules.record import MAJORITY, Event, age, birthday, born_by, forbidden_number, is_minor, to_confirm
from crm.people.rules.searching import Search, read_search

__all__ = [
    "MAJORITY",
    "Event",
    "Search",
    "age",
    "birthday",
    "born_by",
    "forbidden_number",
    "is_minor",
    "read_search",
    "to_confirm",
]
