"""What can be done with people: `record` one file, `linkage` suspected pairs, `merging` two files made one."""

from crm.people.actions.linkage import find_duplicates, tell_apart
from crm.people.actions.merging import UNDOABLE, merge, undo_merge
from crm.people.actions.record import add_guardian, came, confirm, create, edit, inform, join, leave

__all__ = [
    "UNDOABLE",
    "add_guardian",
    "came",
    "confirm",
    "create",
    "edit",
    "find_duplicates",
    "inform",
    "join",
    "leave",
    "merge",
    "tell_apart",
    "undo_merge",
]
