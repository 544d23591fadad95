"""People handed to a colleague, for a time or for good, one by one or a whole caseload at once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from crm import journal
from crm.accounts.models import Membership, User
from crm.db import db
from crm.errors import Refused
from crm.people.queries import colleagues
from crm.policy import May, require
from crm.support import queries
from crm.support.models import Handover, SupportEpisode
from crm.territory.rules import PARIS

LATEST_RETURN = timedelta(days=366)


def hand_over(
    actor: Membership, episodes: Sequence[SupportEpisode], to: User, *, until: date | None, now: datetime
) -> UUID:
    """Give these episodes another referent, until a day or for good. Returns the address of the whole batch."""
    today = now.date()
    if not episodes:
        raise Refused("Cochez au moins une personne.")
    if to not in colleagues(actor):
        raise Refused("Choisissez un·e collègue de votre structure.")
    if until and not today < until <= today + LATEST_RETURN:
        raise Refused("La date de retour est à venir, dans l’année.")
    batch = uuid4()
    for episode in episodes:
        require(actor, May.HAND_OVER, episode)
        if episode.referent_id == to.id:
            continue
        end_loans(episode, now=now)
        db.session.add(
            Handover(
                batch=batch,
                episode_id=episode.id,
                structure_id=episode.structure_id,
                from_user_id=episode.referent_id,
                to_user_id=to.id,
                made_by_id=actor.user_id,
                made_at=now,
                until=until,
            )
        )
        episode.referent_id = to.id
        journal.record(actor, "support.hand_over", episode.person)
    db.session.flush()
    return batch


def end_loans(episode: SupportEpisode, *, now: datetime) -> None:
    """Handed on while it was lent: the former loan is over, nobody takes it back behind the new referent."""
    for loan in queries.loans([episode.id]):
        loan.given_back_at = now


def take_back(actor: Membership, loans: Sequence[Handover], *, now: datetime) -> int:
    """Give back before the day what was lent. Returns how many came back."""
    for loan in loans:
        require(actor, May.TAKE_BACK, loan)
        journal.record(actor, "support.take_back", loan.episode.person)
    return give_back(loans, now=now)


def return_due(*, now: datetime) -> int:
    """Every night: whatever was lent until yesterday goes back to its referent. Twice is once."""
    return give_back(queries.loans_until(now.astimezone(PARIS).date() - timedelta(days=1)), now=now)


def give_back(loans: Sequence[Handover], *, now: datetime) -> int:
    """An episode that was closed, or whose referent has left the structure, stays where it is."""
    returned = 0
    for loan in loans:
        loan.given_back_at = now
        episode = loan.episode
        if not episode.closed_on and queries.works_in(loan.from_user_id, episode.structure_id):
            episode.referent_id = loan.from_user_id
            returned += 1
    db.session.flush()
    return returned
