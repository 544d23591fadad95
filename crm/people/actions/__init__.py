"""What can be done with people: `record` one file, `reaching` further telephones and e-mails, `linkage` suspected
pairs, `merging` two files made one, `restricting` to whom a file opens, `wishes` about
messages."""

from crm.people.actions.linkage import find_duplicates, tell_apart
from crm.people.actions.merging import UNDOABLE, merge, undo_merge
from crm.people.actions.reaching import adopt_contact, hear_of, remove_contact
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
from crm.people.actions.restricting import admit, name_managers, open_up, restrict
from crm.people.actions.wishes import opt_in, opt_out, stop

__all__ = [
    "SIGNS",
    "UNDOABLE",
    "add_guardian",
    "admit",
    "adopt_contact",
    "came",
    "confirm",
    "create",
    "create_all",
    "edit",
    "edit_guardian",
    "excuse_guardian",
    "find_duplicates",
    "hear_of",
    "inform",
    "join",
    "leave",
    "merge",
    "name_managers",
    "open_up",
    "opt_in",
    "opt_out",
    "remove_contact",
    "remove_guardian",
    "restrict",
    "stop",
    "tell_apart",
    "undo_merge",
]
