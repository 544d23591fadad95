"""What can be done with dropout cases: `reporting`, `links`, `contacting`, `writing`, `solving`, `clocks`. Every change
goes through the table of allowed moves and is recorded."""

from crm.dropouts.actions.clocks import keep_clocks
from crm.dropouts.actions.contacting import attempt, close, come_back, decide, follow, undo
from crm.dropouts.actions.links import close_link, give_link, report_by_link
from crm.dropouts.actions.moves import change, end
from crm.dropouts.actions.reporting import (
    assign,
    assign_pooled,
    discard,
    open_case,
    report,
    transfer,
    verify,
)
from crm.dropouts.actions.solving import accept_solution, break_off, check, complete, propose, refuse_solution, start
from crm.dropouts.actions.writing import ask_back, barrier, write

__all__ = [
    "accept_solution",
    "ask_back",
    "assign",
    "assign_pooled",
    "attempt",
    "barrier",
    "break_off",
    "change",
    "check",
    "close",
    "close_link",
    "come_back",
    "complete",
    "decide",
    "discard",
    "end",
    "follow",
    "give_link",
    "keep_clocks",
    "open_case",
    "propose",
    "refuse_solution",
    "report",
    "report_by_link",
    "start",
    "transfer",
    "undo",
    "verify",
    "write",
]
