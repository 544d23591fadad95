"""What can be done with dropout cases. Every change goes through the table of allowed moves and is recorded."""

from crm.dropouts.actions.contacting import attempt, decide, follow, wake
from crm.dropouts.actions.moves import change, end
from crm.dropouts.actions.reporting import assign, assign_pooled, discard, open_case, report, verify
from crm.dropouts.actions.solving import check, propose, refuse_solution, start

__all__ = [
    "assign",
    "assign_pooled",
    "attempt",
    "change",
    "check",
    "decide",
    "discard",
    "end",
    "follow",
    "open_case",
    "propose",
    "refuse_solution",
    "report",
    "start",
    "verify",
    "wake",
]
