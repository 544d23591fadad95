"""To whom: the structures of the directory that fit a person, and those that one sends people to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.codes.referrals import ReferralKind
from crm.codes.structures import Network
from crm.codes.support import Theme
from crm.db import db
from crm.people.models import Person
from crm.policy import May, require
from crm.referrals.models import Referral
from crm.referrals.queries.pool import PLACE, places_among, whom_they_know
from crm.referrals.queries.record import loops
from crm.referrals.queries.waiting import need_of
from crm.referrals.rules import ANSWERABLE
from crm.referrals.rules.assignment import Instance, Ranked, ranked
from crm.structures.models import Coverage, Favourite, Platform, Service, Structure, StructureNetwork
from crm.territory.models import Commune

COMPARED, SHOWN = 300, 20
"""The nearest are compared, the fittest shown."""


@dataclass(frozen=True)
class Addressee:
    """Where a person may be sent: a structure, for one of its services or none, or the pool of a territory."""

    structure: Structure | None = None
    service: Service | None = None
    platform: Platform | None = None

    @property
    def name(self) -> str:
        return self.structure.short_name if self.structure else self.platform.name if self.platform else ""

    @property
    def networks(self) -> list[Network]:
        return [line.network for line in self.structure.networks] if self.structure else []


@dataclass(frozen=True)
class Candidate:
    """A structure as the search shows it."""

    structure: Structure
    services: Sequence[Service]
    """Those open where the person lives, what is looked for first."""

    rank: Ranked
    favourite: bool
    follows: bool
    """It follows the person already."""


def addressed(actor: Membership, to: str) -> Addressee | None:
    """Whom `kind:address` designates, be it closed; none when nobody."""
    require(actor, May.READ_DIRECTORY)
    kind, _, address = to.partition(":")
    try:
        uid = UUID(address)
    except ValueError:
        return None
    if kind == "platform":
        platform = db.session.scalar(select(Platform).where(Platform.uid == uid))
        return Addressee(platform=platform) if platform else None
    if kind == "service":
        service = db.session.scalar(select(Service).where(Service.uid == uid).options(joinedload(Service.structure)))
        return Addressee(service.structure, service) if service else None
    structure = db.session.scalar(select(Structure).where(Structure.uid == uid))
    return Addressee(structure) if structure and kind == "structure" else None


def candidates(
    actor: Membership, person: Person, theme: Theme | None, text: str, network: Network | None, now: datetime
) -> list[Candidate]:
    """Structures that could take the person on, best first: fit and distance count as in the coordinator's pool."""
    require(actor, May.REFER, person)
    query = select(Structure).join(Structure.commune).where(Structure.active, Structure.id != actor.structure_id)
    query = query.where(*asked(text, network)).options(*PLACE)
    found = db.session.scalars(query.order_by(*nearest(person), Structure.id).limit(COMPARED)).all()
    places = places_among(found, now)
    known = whom_they_know([person.id], now).get(person.id, {})
    need = need_of("person", person, now.date(), theme=theme, **known)
    best = ranked(Instance(places=tuple(place for _, place in places.values()), needs=(need,)))[:SHOWN]
    mine, follow = favourites(actor), followers(person)
    return [
        Candidate(
            structure := places[one.id][0],
            services_for(structure, person, theme),
            one,
            structure.id in mine,
            structure.id in follow,
        )
        for one in best
    ]


def asked(text: str, network: Network | None) -> list[ColumnElement[bool]]:
    """A structure or one of its services bears that name; it belongs to that network."""
    wanted: list[ColumnElement[bool]] = []
    if text:
        folded = func.concat("%", func.rtrim(func.crm_fold(text)), "%")
        names = [func.crm_fold(name).like(folded) for name in (Structure.name, Structure.short_name)]
        wanted.append(or_(*names, Structure.services.any(func.crm_fold(Service.name).like(folded))))
    if network:
        wanted.append(Structure.networks.any(StructureNetwork.network == network))
    return wanted


def nearest(person: Person) -> list[ColumnElement[float]]:
    """The order of distances on a plane, good enough to leave out what is far; a degree of longitude is shorter."""
    if person.commune is None:
        return []
    north = Commune.latitude - person.commune.latitude
    east = (Commune.longitude - person.commune.longitude) * 0.64  # cosine of 50° north
    return [north * north + east * east]


def services_for(structure: Structure, person: Person, theme: Theme | None) -> list[Service]:
    here = [service for service in structure.services if open_in(service, person.commune)]
    return sorted(here, key=lambda service: bool(theme and service.themes and theme not in service.themes))


def open_in(service: Service, commune: Commune | None) -> bool:
    """People who live there may come, as far as is known."""
    if commune is None or not service.areas:
        return True
    return not {commune.code, commune.epci_code, commune.departement_code}.isdisjoint(service.areas)


def favourites(actor: Membership) -> set[int]:
    return set(db.session.scalars(select(Favourite.structure_id).where(Favourite.user_id == actor.user_id)))


def favourite_structures(actor: Membership) -> Sequence[Structure]:
    """Those that the user put among theirs, and that are open."""
    query = select(Structure).join(Favourite, Favourite.structure_id == Structure.id)
    query = query.where(Favourite.user_id == actor.user_id, Structure.active, Structure.id != actor.structure_id)
    return db.session.scalars(query.order_by(Structure.short_name)).all()


def last_sent(actor: Membership, theme: Theme | None) -> Addressee | None:
    """Where the user last sent somebody for the same thing."""
    query = select(Referral).where(Referral.sender_structure_id == actor.structure_id)
    query = query.where(Referral.sender_id == actor.user_id, Referral.sent_at.is_not(None))
    query = query.where(Referral.theme == theme) if theme else query
    found = db.session.scalar(query.order_by(Referral.sent_at.desc()).limit(1).options(*TO))
    if found is None or (found.recipient_structure and not found.recipient_structure.active):
        return None
    pooled = found.platform if not found.recipient_structure else None
    return Addressee(found.recipient_structure, found.service, pooled)


TO = (joinedload(Referral.recipient_structure), joinedload(Referral.service), joinedload(Referral.platform))


def followers(person: Person) -> set[int]:
    return {line.structure_id for line in person.circle if line.until is None and line.structure_id}


def refused_there(actor: Membership, person: Person, structure: Structure | None, kind: ReferralKind) -> str:
    """Why the person cannot be sent to that structure, in a sentence; empty when they can."""
    if structure is None:
        return ""
    if structure.id == actor.structure_id:
        return "C’est votre structure : choisissez-en une autre."
    if not structure.active:
        return f"{structure.short_name} a fermé : choisissez une autre structure."
    if kind is ReferralKind.REFERRAL and structure.id in followers(person):
        return f"{structure.short_name} suit déjà ce jeune : demandez-lui un avis, ou appelez-la."
    return ""


def on_its_way(
    actor: Membership, person: Person, recipient: Structure | None, platform: Platform | None
) -> Referral | None:
    """The referral of the same person, from here to the same place, that waits for its answer."""
    query = select(Referral).where(
        Referral.person_id == person.id,
        Referral.sender_structure_id == actor.structure_id,
        Referral.recipient_structure_id == (recipient.id if recipient else None),
        Referral.state.in_(ANSWERABLE),
    )
    query = query.where(Referral.platform_id == platform.id) if platform else query
    return db.session.scalar(query.limit(1))


def cautions(actor: Membership, person: Person, to: Addressee, now: datetime) -> list[str]:
    """What to think of before sending them there, in sentences."""
    if to.structure is None:
        return []
    place = next(place for _, place in places_among([to.structure], now).values())
    said = loops(person, actor.structure_id, to.structure.id, now.date())
    if not covers(to.structure, person) or (to.service and not open_in(to.service, person.commune)):
        where = person.commune.name if person.commune else ""
        said.append(f"{to.name} ne couvre pas {where}, où vit ce jeune : vérifiez qu’il y sera reçu.")
    if place.capacity == 0:
        said.append(
            f"{to.name} a déjà reçu tous ceux qu’elle peut prendre en deux semaines : attendez-vous à un délai."
        )
    return said


def covers(structure: Structure, person: Person) -> bool:
    """It serves where the person lives, as far as is known."""
    if person.commune is None:
        return True
    query = select(Coverage).where(Coverage.structure_id == structure.id)
    return bool(db.session.scalar(query.where(Coverage.arrondissement_code == person.commune.arrondissement_code)))
