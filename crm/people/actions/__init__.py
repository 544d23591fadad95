"""What can be done with people: `record` one file, `linkage` suspected pairs, `merging` two files made one,
`wishes` about messages."""

from crm.people.actions.linkage import find_duplicates, tell_apart
from crm.people.actions.merging import UNDOABLE, merge, undo_merge
from crm.people.actions.record import (
    SIGNS,
    add_guardian,
    came,
    confirm,
    create,
    create_all,
    edit,
    edit_guardian,
    excuse_guardian,
    inform,
    join,
    leave,
    remove_guardian,
)
from crm.people.actions.wishes import opt_in, opt_out, stop

__all__ = [
    "SIGNS",
    "UNDOABLE",
    "add_guardian",
    "came",
    "confirm",
    "create",
    "create_all",
    "edit",
    "edit_guardian",
    "excuse_guardian",
    "find_duplicates",
    "inform",
    "join",
    "leave",
    "merge",
    "opt_in",
    "opt_out",
    "remove_guardian",
    "stop",
    "tell_apart",
    "undo_merge",
]
