"""Does a referral go round in circles? Asked before sending, and told to who would send it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LOOP = timedelta(days=90)
MANY = 3
CHAIN = 3
"""The longest chain: a referral, passed on twice."""


@dataclass(frozen=True)
class Leg:
    """One earlier referral of the same person; structures by their keys, none for a pool."""

    sender: int
    recipient: int | None
    sent_on: date
    engaged: bool = False


def loops(legs: Iterable[Leg], sender: int | None, recipient: int | None, today: date, chain: int = 1) -> list[str]:
    """Why sending from `sender` to `recipient` today may go round in circles, as sentences for the sender.

    `legs` are the person's earlier referrals; `chain` is how many referrals the chain would count with this one.
    Source: domain.md §9.1, guard (b).
    """
    lately = [leg for leg in legs if today - leg.sent_on <= LOOP]
    warnings = []
    if recipient and sender and any((leg.sender, leg.recipient) == (recipient, sender) for leg in lately):
        warnings.append("Cette structure vous a adressé ce jeune il y a moins de trois mois.")
    if len(lately) >= MANY and not any(leg.engaged for leg in lately):
        count = len(lately) + 1
        warnings.append(f"C’est la {count}e orientation en trois mois sans prise en charge : alertez la coordination.")
    if chain > CHAIN:
        warnings.append("Cette orientation a déjà été passée deux fois : confiez-la à la coordination du territoire.")
    return warnings
