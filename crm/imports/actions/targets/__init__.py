"""What a list may be of: how its lines are told apart, judged and written. One entry makes a new kind of list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm.accounts.models import Membership
from crm.codes.imports import ImportTarget
from crm.imports.actions.targets import dropouts, people, structures
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules.understanding import person_key, structure_key


@dataclass(frozen=True)
class Target:
    """Its fields stand in `rules.fields.FIELDS`."""

    key: Callable[[Mapping[str, Any]], str]
    """Lines with the same key are of the same thing."""

    judge: Callable[[ImportFile, Sequence[ImportRow], date], None]
    """Give each of these lines, which could be read and are not repeated, its verdict."""

    write: Callable[[Membership, ImportFile, Sequence[ImportRow], datetime], None]
    """Write the lines that are kept, and on each what was written: `undoing` needs no more."""


TARGETS = {
    ImportTarget.DROPOUTS: Target(person_key, dropouts.judge, dropouts.write),
    ImportTarget.PEOPLE: Target(person_key, people.judge, people.write),
    ImportTarget.STRUCTURES: Target(structure_key, structures.judge, structures.write),
}
