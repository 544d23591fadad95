"""What a structure without accounts does from its link. There is no actor: who answers signs with their name."""

from datetime import datetime

from crm import journal
from crm.accounts.models import Membership
from crm.codes.appointments import MessageKind
from crm.codes.referrals import ReferralOutcome, RefusalReason
from crm.errors import Refused
from crm.policy import May, require
from crm.referrals.actions.answering import give_opinion, put_under_review, take_on, turn_down
from crm.referrals.actions.following import engage
from crm.referrals.actions.moves import change, end
from crm.referrals.actions.telling import link, tell_sender, write
from crm.referrals.actions.thread import ask, write_down
from crm.referrals.models import Referral
from crm.referrals.rules import ANSWERABLE


def accept_by_link(referral: Referral, signed: str, *, now: datetime) -> None:
    take_on(referral, None, now, signed)


def acknowledge_by_link(referral: Referral, signed: str, *, now: datetime) -> None:
    put_under_review(referral, None, now, signed)


def advise_by_link(referral: Referral, signed: str, text: str, *, now: datetime) -> None:
    give_opinion(referral, None, text, now, signed)


def decline_by_link(referral: Referral, signed: str, reason: RefusalReason, text: str, *, now: datetime) -> None:
    turn_down(referral, None, reason, text, now, signed)
    referral.link_uid = None


def ask_by_link(referral: Referral, signed: str, text: str, *, now: datetime) -> None:
    write_down(referral, None, text, now, signed)
    if referral.state in ANSWERABLE:
        ask(referral, None, now, signed)
    else:
        tell_sender(referral, MessageKind.REFERRAL_POST, None, now)


def arrive_by_link(referral: Referral, signed: str, *, now: datetime) -> None:
    change(referral, "arrive", None, now, signed=signed)
    engage(referral, now)


def close_by_link(referral: Referral, signed: str, *, now: datetime) -> None:
    """The person never came."""
    change(referral, "close", None, now, ReferralOutcome.DID_NOT_COME, signed)
    referral.outcome = ReferralOutcome.DID_NOT_COME
    end(referral, now)


def send_link(actor: Membership, referral: Referral, *, now: datetime) -> None:
    """Send the link anew: the former one ends, the new one lives eight days."""
    require(actor, May.SEND_REFERRAL, referral)
    link(referral, now)
    if referral.link_uid is None:
        raise Refused("Cette structure a des comptes : elle répond dans Passerelle.")
    write(referral, MessageKind.REFERRAL_RECEIVED, f"structure:{referral.recipient_structure_id}", now)
    journal.record(actor, "referrals.send_link", referral.person)
