"""Who accompanies: episodes opened, planned, closed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from crm import journal
from crm.accounts.models import Membership, User
from crm.codes.people import CircleReason
from crm.codes.support import (
    EndReason,
    SupportScheme,
)
from crm.db import db
from crm.errors import Refused
from crm.people.actions import join, leave
from crm.people.models import Person
from crm.policy import May, require
from crm.support.models import SupportEpisode

FIRST_STEP = timedelta(days=14)

ENDED: list[Callable[[SupportEpisode, datetime], None]] = []
"""Who learns that an episode is over: `create_app` lists them."""


def open_episode(
    actor: Membership,
    person: Person,
    referent: User,
    *,
    now: datetime,
    scheme: SupportScheme = SupportScheme.NONE,
    next_step: str = "Premier entretien",
) -> SupportEpisode:
    """The actor's structure starts to accompany the person, and enters the circle."""
    episode = SupportEpisode(
        person_id=person.id,
        structure_id=actor.structure_id,
        referent_id=referent.id,
        scheme=scheme,
        opened_on=now.date(),
        next_step=next_step,
        next_step_on=now.date() + FIRST_STEP,
    )
    db.session.add(episode)
    join(person, CircleReason.EPISODE, now=now, structure_id=actor.structure_id)
    db.session.flush()
    return episode


def plan(actor: Membership, episode: SupportEpisode, step: str, on: date, *, now: datetime) -> None:
    """Say what comes next, and when."""
    require(actor, May.WORK_EPISODE, episode)
    if on < now.date():
        raise Refused("La prochaine étape est à une date passée : choisissez aujourd’hui ou plus tard.")
    episode.next_step, episode.next_step_on = step, on
    db.session.flush()


def close(actor: Membership, episode: SupportEpisode, reason: EndReason, *, now: datetime) -> None:
    """The structure stops accompanying: it leaves the circle, unless something else keeps it there."""
    require(actor, May.WORK_EPISODE, episode)
    if episode.closed_on:
        raise Refused("Cet accompagnement est déjà clos.")
    end(episode, reason, now)
    journal.record(actor, "support.close", episode.person)


def pass_on(episode: SupportEpisode, *, now: datetime) -> None:
    """Another structure has taken the whole follow-up on, as was asked of it."""
    end(episode, EndReason.SUPPORT_CHANGED, now)


def end(episode: SupportEpisode, reason: EndReason, now: datetime) -> None:
    """The follow-up is over, whoever ends it."""
    episode.closed_on, episode.end_reason = now.date(), reason
    episode.next_step, episode.next_step_on = "", None
    for kind in (CircleReason.EPISODE, CircleReason.CREATED):
        leave(episode.person, kind, now=now, structure_id=episode.structure_id)
    db.session.flush()
    for told in ENDED:
        told(episode, now)
