"""What can be done in the accompaniment: `recording`, `notes`, `episodes`, `handing_over`, `caseload`."""

from crm.support.actions.caseload import forget_filter, save_filter
from crm.support.actions.episodes import close, open_episode, plan
from crm.support.actions.handing_over import hand_over, return_due, take_back
from crm.support.actions.notes import edit_note, forget_old_drafts, keep_draft, note
from crm.support.actions.recording import log_contact, situate, weigh

__all__ = [
    "close",
    "edit_note",
    "forget_filter",
    "forget_old_drafts",
    "hand_over",
    "keep_draft",
    "log_contact",
    "note",
    "open_episode",
    "plan",
    "return_due",
    "save_filter",
    "situate",
    "take_back",
    "weigh",
]
