"""What can be done with referrals. Every change goes through the table of allowed moves and is recorded."""

from crm.referrals.actions.answering import accept, acknowledge, assign, book, close, decline, follow, redirect
from crm.referrals.actions.clocks import keep_clocks
from crm.referrals.actions.moves import answer, change, end, owner, start_clock, write
from crm.referrals.actions.pool import accept as accept_proposals
from crm.referrals.actions.pool import assign_pooled, propose, set_aside
from crm.referrals.actions.pool import move as move_proposal
from crm.referrals.actions.sending import Letter, draft, refer, resend, tell_person, withdraw

__all__ = [
    "Letter",
    "accept",
    "accept_proposals",
    "acknowledge",
    "answer",
    "assign",
    "assign_pooled",
    "book",
    "change",
    "close",
    "decline",
    "draft",
    "end",
    "follow",
    "keep_clocks",
    "move_proposal",
    "owner",
    "propose",
    "redirect",
    "refer",
    "resend",
    "set_aside",
    "start_clock",
    "tell_person",
    "withdraw",
    "write",
]
