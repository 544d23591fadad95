"""Make what a test needs, with sensible defaults; what matters to the test is said in the test."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from crm.accounts.models import Membership, User
from crm.appointments.models import Appointment, Opening, Participation
from crm.codes.appointments import Channel, MessageKind, MessageState
from crm.codes.dropouts import DropoutSource, DropoutState
from crm.codes.people import CircleReason, Sex
from crm.codes.referrals import ReferralState, SharingBasis
from crm.codes.structures import Network, Role
from crm.codes.support import Theme
from crm.db import db, transaction
from crm.dropouts.models import DropoutCase, DropoutReport
from crm.messages.models import Message
from crm.people.models import Circle, Person, SuspectedPair
from crm.referrals.models import Proposal, Referral
from crm.structures.models import Coverage, Platform, PlatformArrondissement, Service, Site, Structure, StructureNetwork
from crm.support.models import SupportEpisode
from crm.territory.models import Arrondissement, Commune, Departement

number = count(1)
LONG_AGO = datetime(2025, 9, 3, 8, tzinfo=UTC)


def add(thing):
    db.session.add(thing)
    db.session.commit()
    return thing


def make_reference() -> None:
    """Two départements, three arrondissements and five communes: enough geography for most tests."""
    with transaction():
        db.session.add_all([Departement(code="59", name="Nord"), Departement(code="02", name="Aisne")])
        db.session.flush()
        for code, name, departement in (("595", "Lille", "59"), ("596", "Valenciennes", "59"), ("022", "Laon", "02")):
            db.session.add(Arrondissement(code=code, name=name, departement_code=departement))
        db.session.flush()
        for code, name, postcode, arrondissement, latitude, longitude in (
            ("59350", "Lille", "59000", "595", 50.63, 3.06),
            ("59512", "Roubaix", "59100", "595", 50.69, 3.18),
            ("59606", "Valenciennes", "59300", "596", 50.36, 3.52),
            ("02408", "Laon", "02000", "022", 49.56, 3.62),
            ("02001", "Abbécourt", "02300", "022", 49.60, 3.18),
        ):
            db.session.add(
                Commune(
                    code=code,
                    name=name,
                    postcodes=[postcode],
                    population=10_000,
                    arrondissement_code=arrondissement,
                    departement_code=code[:2],
                    latitude=latitude,
                    longitude=longitude,
                    located="commune",
                    folded=f" {name.lower().replace('é', 'e')} ",
                )
            )


def make_structure(name: str, network: Network = Network.MISSION_LOCALE, **kw) -> Structure:
    values = {
        "short_name": name,
        "commune_code": "59350",
        "phone": "+33199001234",
        "email": f"s{next(number)}@example.org",
    }
    parts = {"networks": [StructureNetwork(network=network)], "coverage": [Coverage(arrondissement_code="595")]}
    return add(Structure(name=name, **{**parts, **values, **kw}))


def make_service(structure: Structure, name: str, themes: list[str], **kw) -> Service:
    defaults = {"source": "test", "source_id": f"test--{next(number)}", "verified_on": date(2029, 12, 1)}
    return add(Service(structure_id=structure.id, name=name, themes=themes, **{**defaults, **kw}))


def make_platform(name: str, lead: Structure, arrondissements: list[str]) -> Platform:
    territory = [PlatformArrondissement(arrondissement_code=code) for code in arrondissements]
    return add(Platform(name=name, lead_structure_id=lead.id, territory=territory))


def make_user(name: str, **kw) -> User:
    email = f"{name.lower()}{next(number)}@example.org"
    return add(User(**{"email": email, "given_name": name, "family_name": "Test", **kw}))


def make_membership(name: str, role: Role, **kw) -> Membership:
    return add(Membership(user_id=make_user(name).id, role=role, **kw))


def make_counsellor(name: str, structure: Structure) -> Membership:
    return make_membership(name, Role.COUNSELLOR, structure_id=structure.id)


def make_manager(name: str, structure: Structure) -> Membership:
    return make_membership(name, Role.STRUCTURE_MANAGER, structure_id=structure.id)


def make_coordinator(name: str, platform: Platform) -> Membership:
    return make_membership(name, Role.PSAD_COORDINATOR, platform_id=platform.id)


def make_regional(name: str) -> Membership:
    return make_membership(name, Role.REGIONAL_ANALYST)


def make_dpo(name: str) -> Membership:
    return make_membership(name, Role.DPO)


def make_admin(name: str) -> Membership:
    return make_membership(name, Role.PLATFORM_ADMIN)


def spelt(n: int) -> str:
    """A number in letters, as a name may have none: a, b … z, ba, bb …"""
    return (spelt(n // 26) if n >= 26 else "") + chr(ord("a") + n % 26)


def make_person(actor: Membership, **kw) -> Person:
    """A person of 19 on the day of the `now` fixture, followed by the actor's structure with an open episode."""
    n = next(number)
    defaults = {
        "given_name": f"Lina{spelt(n)}",
        "family_name": f"Exemple{spelt(n)}",
        "born_on": date(2010, 3, 2),
        "sex": Sex.FEMALE,
        "commune_code": "59350",
        "phone": f"+3363998{n % 10000:04d}",
        "email": f"lina{n}@example.org",
        "created_by_id": actor.user_id,
    }
    person = add(Person(**{**defaults, **kw}))
    follow(person, actor)
    return person


def make_pair(a: Person, b: Person, **kw) -> SuspectedPair:
    a, b = sorted((a, b), key=lambda person: person.id)
    values = {"probability": 0.95, "explanation": "même nom", "found_at": datetime.now(UTC)} | kw
    return add(SuspectedPair(a_id=a.id, b_id=b.id, **values))


def follow(person: Person, actor: Membership) -> SupportEpisode:
    """The actor's structure accompanies the person."""
    add(Circle(person_id=person.id, structure_id=actor.structure_id, reason=CircleReason.EPISODE, since=LONG_AGO))
    return add(
        SupportEpisode(
            person_id=person.id,
            structure_id=actor.structure_id,
            referent_id=actor.user_id,
            opened_on=LONG_AGO.date(),
            next_step_on=date(2030, 1, 31),
        )
    )


def make_appointment(actor: Membership, person: Person, starts_at: datetime, minutes: int = 30, **kw) -> Participation:
    appointment = add(
        Appointment(
            structure_id=actor.structure_id,
            counsellor_id=actor.user_id,
            created_by_id=actor.user_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
        )
    )
    return add(
        Participation(
            appointment_id=appointment.id,
            person_id=person.id,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            commune_code=person.commune_code,
            **kw,
        )
    )


def make_message(actor: Membership, person: Person, **kw) -> Message:
    """A reminder by text message that left on 14 January 2030 and of which nothing more is known."""
    n, sent_at = next(number), datetime(2030, 1, 14, 9, tzinfo=UTC)
    defaults = {
        "kind": MessageKind.APPOINTMENT_REMINDER,
        "subject": f"participation:{n}",
        "recipient": f"person:{person.id}",
        "occasion": "2030-01-16",
        "channel": Channel.SMS,
        "state": MessageState.SENT,
        "not_before": sent_at,
        "not_after": sent_at + timedelta(days=2),
        "sent_at": sent_at,
        "attempts": 1,
        "provider_id": f"id{n}",
        "person_id": person.id,
        "structure_id": actor.structure_id,
    }
    return add(Message(**{**defaults, **kw}))


def make_referral(sender: Membership, person: Person, recipient: Structure, **kw) -> Referral:
    """A referral sent on 10 January 2030 and not answered yet."""
    sent_at = datetime(2030, 1, 10, 9, tzinfo=UTC)
    defaults = {
        "state": ReferralState.PENDING,
        "theme": Theme.TRAIN,
        "basis": SharingBasis.AGREEMENT,
        "shared_fields": ["phone"],
        "sent_at": sent_at,
        "expires_on": (sent_at + timedelta(days=30)).date(),
        "next_step_on": (sent_at + timedelta(days=10)).date(),
        "commune_code": person.commune_code,
    }
    own = {"sender_structure_id": sender.structure_id, "sender_id": sender.user_id}
    to = {"recipient_structure_id": recipient.id, "owner_structure_id": recipient.id}
    return add(Referral(person_id=person.id, **{**own, **to, **defaults, **kw}))


def make_case(person: Person, platform: Platform, **kw) -> DropoutCase:
    """A confirmed case, reported on 7 January 2030, which the platform's lead structure owns."""
    reported_on = kw.pop("reported_on", date(2030, 1, 7))
    defaults = {
        "state": DropoutState.TO_CONTACT,
        "structure_id": platform.lead_structure_id,
        "reported_on": reported_on,
        "interview_due_on": date(2030, 4, 7),
        "next_step_on": date(2030, 1, 14),
        "commune_code": person.commune_code,
    }
    case = add(DropoutCase(person_id=person.id, platform_id=platform.id, **{**defaults, **kw}))
    add(DropoutReport(case_id=case.id, source=DropoutSource.SCHOOL_REPORT, reported_on=reported_on))
    add(Circle(person_id=person.id, structure_id=case.structure_id, reason=CircleReason.DROPOUT, since=LONG_AGO))
    add(Circle(person_id=person.id, platform_id=platform.id, reason=CircleReason.DROPOUT, since=LONG_AGO))
    return case


def make_opening(actor: Membership, weekday: int, starts: time, ends: time, **kw) -> Opening:
    """Weekly hours of the actor, from 2029 on, in slots of 45 minutes."""
    defaults = {"counsellor_id": actor.user_id, "slot_minutes": 45, "valid_from": date(2029, 1, 1)}
    return add(
        Opening(structure_id=actor.structure_id, weekday=weekday, starts=starts, ends=ends, **{**defaults, **kw})
    )


def make_site(structure: Structure, name: str, commune_code: str = "59350") -> Site:
    return add(Site(structure_id=structure.id, name=name, commune_code=commune_code))


def make_pooled(sender: Membership, person: Person, platform: Platform, **kw) -> Referral:
    """A referral that waits in the platform's pool."""
    values = {
        "recipient_structure_id": None,
        "platform_id": platform.id,
        "owner_structure_id": platform.lead_structure_id,
    }
    referral = make_referral(sender, person, platform.lead_structure, **{**values, **kw})
    add(Circle(person_id=person.id, platform_id=platform.id, reason=CircleReason.REFERRAL_POOL, since=LONG_AGO))
    return referral


def make_proposal(person: Person, platform: Platform, structure: Structure, **kw) -> Proposal:
    n = next(number)
    defaults = {"subject": f"referral:{person.uid}", "rank": n, "cost": 40, "pieces": [], "runners": []}
    return add(Proposal(platform_id=platform.id, person_id=person.id, structure_id=structure.id, **{**defaults, **kw}))
