"""What can be done with referrals. Every change goes through the table of allowed moves and is recorded.

`sending`, `answering`, `following` to the end, the `thread`, `links` without an account, the `clocks`, the `pool`;
`moves` and `telling` are what they share.
"""

from crm.referrals.actions.answering import accept, acknowledge, advise, assign, decline, redirect
from crm.referrals.actions.clocks import keep_clocks
from crm.referrals.actions.following import arrive, book, book_slot, close, follow, leave_off
from crm.referrals.actions.links import (
    accept_by_link,
    acknowledge_by_link,
    advise_by_link,
    arrive_by_link,
    ask_by_link,
    close_by_link,
    decline_by_link,
    send_link,
)
from crm.referrals.actions.moves import answer, change, end, owner, start_clock
from crm.referrals.actions.pool import accept as accept_proposals
from crm.referrals.actions.pool import assign_pooled, propose, set_aside
from crm.referrals.actions.pool import move as move_proposal
from crm.referrals.actions.sending import Letter, draft, refer, resend, tell_person, withdraw
from crm.referrals.actions.thread import post

__all__ = [
    "Letter",
    "accept",
    "accept_by_link",
    "accept_proposals",
    "acknowledge",
    "acknowledge_by_link",
    "advise",
    "advise_by_link",
    "answer",
    "arrive",
    "arrive_by_link",
    "ask_by_link",
    "assign",
    "assign_pooled",
    "book",
    "book_slot",
    "change",
    "close",
    "close_by_link",
    "decline",
    "decline_by_link",
    "draft",
    "end",
    "follow",
    "keep_clocks",
    "leave_off",
    "move_proposal",
    "owner",
    "post",
    "propose",
    "redirect",
    "refer",
    "resend",
    "send_link",
    "set_aside",
    "start_clock",
    "tell_person",
    "withdraw",
]
