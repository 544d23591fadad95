"""How a structure sends."""

from crm.accounts.models import Membership
from crm.db import db
from crm.policy import May, require
from crm.structures.models import ChannelSetting, Structure


def describe(
    actor: Membership, structure: Structure, *, signature: str, call_back: str | None, foreign_numbers: bool
) -> None:
    """Say what ends the messages of a structure, and where they may go."""
    require(actor, May.EDIT_STRUCTURE, structure)
    chosen = line(structure)
    chosen.signature, chosen.call_back, chosen.foreign_numbers = signature, call_back, foreign_numbers
    db.session.flush()


def choose_account(actor: Membership, structure: Structure, *, account: str, monthly_quota: int) -> None:
    """Give a structure the account that pays its text messages, and how many segments a month."""
    require(actor, May.CHOOSE_ACCOUNT, structure)
    chosen = line(structure)
    chosen.account, chosen.monthly_quota = account, monthly_quota
    db.session.flush()


def line(structure: Structure) -> ChannelSetting:
    if structure.channels is None:
        db.session.add(ChannelSetting(structure_id=structure.id))
        db.session.flush()
        db.session.expire(structure, ["channels"])
    assert structure.channels
    return structure.channels
