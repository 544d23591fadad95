"""By which channel a person is told of an appointment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.codes.appointments import Channel, MessageKind

SOON = timedelta(hours=48)
"""Closer than that, what is said must be read in time, and no reminder will follow."""


@dataclass(frozen=True)
class Reach:
    """How a person can be reached today; each is None when it is, and otherwise says in words why it is not."""

    email: str | None
    sms: str | None

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(c for c, why in ((Channel.EMAIL, self.email), (Channel.SMS, self.sms)) if why is None)


def channels(
    kind: MessageKind, reach: Reach, *, starts_at: datetime, now: datetime, self_booked: bool = False
) -> tuple[Channel, ...]:
    """The channels by which to tell a person about an appointment: none, one, or both when it is soon.

    A reminder goes by text message where it can, by e-mail otherwise. What is said ahead goes by e-mail, which holds
    the calendar entry and costs nothing, by text message otherwise. What happens within 48 hours goes by both. Who
    chose the slot more than 48 hours ahead gets no text message to confirm it (domain.md §9.3).
    Nobody reachable is told by e-mail: the message is then suppressed, with its reason, where the counsellor sees it.
    """
    if not reach.channels:
        return (Channel.EMAIL,)
    if kind is MessageKind.APPOINTMENT_REMINDER:
        return reach.channels[-1:]
    if starts_at - now <= SOON:
        return reach.channels
    if kind is MessageKind.APPOINTMENT_CONFIRMATION and self_booked and reach.channels == (Channel.SMS,):
        return ()
    return reach.channels[:1]


def barred(
    *, number: str | None, agreed: bool, opted_out: bool, call_back: str | None, mobile: bool, account: bool, quota: int
) -> str | None:
    """Why no text message may leave to a person, or None; `quota` is what is left of it this month, in segments."""
    if why := unwanted(agreed=agreed, opted_out=opted_out, call_back=call_back, what="de SMS"):
        return why
    if not number:
        return "Aucun numéro de téléphone n’est connu."
    if not mobile:
        return "Le numéro n’est pas celui d’un mobile que la structure peut joindre."
    if not account:
        return "La structure n’envoie pas de SMS."
    return None if quota > 0 else "La structure a envoyé tous ses SMS du mois."


def unreachable(*, address: str | None, agreed: bool, opted_out: bool, call_back: str | None) -> str | None:
    """Why no e-mail may leave to a person, or None."""
    if why := unwanted(agreed=agreed, opted_out=opted_out, call_back=call_back, what="d’e-mails"):
        return why
    return None if address else "Aucune adresse e-mail n’est connue."


def unwanted(*, agreed: bool, opted_out: bool, call_back: str | None, what: str) -> str | None:
    if not agreed:
        return "Ce jeune ne souhaite pas recevoir de messages."
    if opted_out:
        return f"Ce jeune ne souhaite plus recevoir {what}."
    return None if call_back else "La structure n’a pas de numéro à rappeler."
