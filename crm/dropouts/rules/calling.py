"""The round of calls: who goes first, what to try next, and when somebody may be called unreachable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.codes.dropouts import AttemptChannel as Channel
from crm.codes.dropouts import AttemptResult as Result
from crm.people.rules import is_minor

ATTEMPTS, CHANNELS, OVER_DAYS = 3, 2, 14
"""« Unreachable » is proposed after three attempts on two channels over fourteen days."""

FAILED = 2
"""After so many failed attempts the page proposes another way."""

VOICE = (Channel.CALL, Channel.VOICEMAIL)


@dataclass(frozen=True)
class Tried:
    """One attempt, as the rule sees it."""

    at: datetime
    channel: Channel
    result: Result


@dataclass(frozen=True)
class Reachable:
    """By what a person can be tried: each as the follow-up knows it today."""

    phone: bool
    sms: bool
    email: bool
    guardian: bool
    address: bool


@dataclass(frozen=True)
class Advice:
    """What to try next, in words, with the channel if it is one."""

    words: str
    channel: Channel | None = None
    give_up: bool = False


def fruitless(attempts: Sequence[Tried]) -> list[Tried]:
    """The attempts without an answer since the person was last reached."""
    since: list[Tried] = []
    for attempt in attempts:
        since = [] if attempt.result in (Result.REACHED, Result.REFUSED) else [*since, attempt]
    return since


def seems_unreachable(attempts: Sequence[Tried]) -> bool:
    """Three attempts without reaching the person, on two channels, over fourteen days, since they were last reached."""
    since = fruitless(attempts)
    if len(since) < ATTEMPTS or len({attempt.channel for attempt in since}) < CHANNELS:
        return False
    return since[-1].at - since[0].at >= timedelta(days=OVER_DAYS)


def unreachable_from(attempts: Sequence[Tried]) -> date | None:
    """The first day on which one more failed attempt would do, once any failed."""
    since = fruitless(attempts)
    return (since[0].at + timedelta(days=OVER_DAYS)).date() if since else None


def advise(attempts: Sequence[Tried], by: Reachable) -> Advice | None:
    """What to propose after two failed attempts: a channel not tried yet, then waiting, then “unreachable”."""
    since = fruitless(attempts)
    dead = any(attempt.result is Result.WRONG_NUMBER for attempt in since) and by.phone
    if len(since) < FAILED and not dead:
        return None
    if seems_unreachable(attempts):
        return Advice(
            "Trois essais, deux moyens, quatorze jours : vous pouvez le dire injoignable. "
            "Il reviendra de lui-même dans la liste dès qu’il donne signe de vie.",
            give_up=True,
        )
    tried = {attempt.channel for attempt in since}
    for channel, possible, words in (
        (Channel.SMS, by.sms and not dead, "Essayez un SMS : il se lit quand on ne décroche pas."),
        (Channel.VIA_GUARDIAN, by.guardian, "Appelez son représentant légal."),
        (Channel.EMAIL, by.email, "Essayez un e-mail."),
        (Channel.LETTER, by.address, "Envoyez un courrier."),
        (Channel.VIA_SCHOOL, True, "Demandez à l’établissement s’il a d’autres coordonnées."),
    ):
        if possible and channel not in tried:
            return Advice(words, channel)
    day = unreachable_from(attempts)
    return Advice(f"Essayez encore à partir du {day:%d/%m/%Y} : il faut trois essais, deux moyens, quatorze jours.")


def priority(born_on: date, *, rqth: bool, requested: bool, today: date) -> int:
    """0 for those who go first: minors, RQTH, explicit requests; 1 for all others."""
    return 0 if requested or rqth or is_minor(born_on, today) else 1
