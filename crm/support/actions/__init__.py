"""What can be done in the accompaniment: `recording`, `notes`, `episodes`, `handing_over`, `caseload`,
`path`."""

from crm.support.actions.caseload import forget_filter, save_filter
from crm.support.actions.episodes import ENDED, close, end, open_episode, pass_on, plan
from crm.support.actions.handing_over import hand_over, return_due, take_back
from crm.support.actions.notes import edit_note, forget_old_drafts, keep_draft, note
from crm.support.actions.path import add_path, explore, load_sample_trades, load_trades, recheck, settle_path
from crm.support.actions.recording import log_contact, situate, weigh

__all__ = [
    "ENDED",
    "add_path",
    "close",
    "edit_note",
    "end",
    "explore",
    "forget_filter",
    "forget_old_drafts",
    "hand_over",
    "keep_draft",
    "load_sample_trades",
    "load_trades",
    "log_contact",
    "note",
    "open_episode",
    "pass_on",
    "plan",
    "recheck",
    "return_due",
    "save_filter",
    "settle_path",
    "situate",
    "take_back",
    "weigh",
]
