"""One person's life in the story: identity, who accompanies, what happened, what comes next."""

from datetime import date, timedelta
from typing import Any

from crm.codes.people import (
    CircleReason,
    EducationLevel,
    GuardianRelation,
    Housing,
    Language,
    LastClass,
    LicenceB,
    Mobility,
    Sex,
)
from crm.codes.support import (
    ContactType,
    EndReason,
    JobContract,
    Severity,
    SituationCategory,
    SituationState,
    SupportScheme,
    Theme,
)
from crm.demo.meetings import contact, meetings
from crm.demo.names import BOYS, FAMILIES, GIRLS
from crm.demo.pen import Person, Story, at, pick
from crm.demo.words import STEPS, STREETS
from crm.people.rules import age
from crm.reading import fold

HISTORY = 900
"""Days told: the eight quarters that are over, and the one that runs."""

LANGUAGES = {7: Language.ARABIC, 23: Language.DARI, 31: Language.UKRAINIAN, 47: Language.ENGLISH}
"""Of one person in sixty each: all the others are written to in French."""

LEVELS = (
    (EducationLevel.BELOW_3_NO_DIPLOMA, 15),
    (EducationLevel.BELOW_3_BREVET_CFG, 8),
    (EducationLevel.LEVEL_3, 32),
    (EducationLevel.LEVEL_4, 36),
    (EducationLevel.LEVEL_5, 7),
    (EducationLevel.UNKNOWN, 2),
)
AGES = ((16.6, 6), (19.8, 48), (23.9, 40), (26.8, 6))
"""Centre of each band and its share: 6 % of minors, 48 % from 18 to 21, 40 % from 22 to 25, 6 % above."""

HOUSINGS = (
    (Housing.PARENTS_FAMILY, 69),
    (Housing.AUTONOMOUS_TENANT_PRIVATE, 12),
    (Housing.AUTONOMOUS_TENANT_SOCIAL, 8),
    (Housing.FRIENDS_THIRD_PARTY, 6),
    (Housing.CHRS_EMERGENCY, 2),
    (Housing.HOMELESS, 1),
    (Housing.UNKNOWN, 2),
)
LICENCES = (
    (LicenceB.NONE, 52),
    (LicenceB.CODE_IN_PROGRESS, 9),
    (LicenceB.DRIVING_IN_PROGRESS, 5),
    (LicenceB.OBTAINED, 34),
)
CONTACTS = (
    (ContactType.INDIVIDUAL_INTERVIEW, 45),
    (ContactType.PHONE_INTERVIEW, 20),
    (ContactType.WORKSHOP, 12),
    (ContactType.COLLECTIVE_INFORMATION, 8),
    (ContactType.MEDIATION_NO_CONTACT, 8),
    (ContactType.INBOUND_MESSAGE, 7),
)
SCHEMES = ((SupportScheme.PACEA, 50), (SupportScheme.CEJ, 30), (SupportScheme.NONE, 20))
CLASSES = (
    *(LastClass.CAP1, LastClass.CAP2, LastClass.SECONDE_PRO),
    *(LastClass.PREMIERE_PRO, LastClass.SECONDE_GT, LastClass.CFA),
)


def be_born(story: Story, arrondissement: str, relative: Person | None = None, *, twin: bool = False) -> Person:
    """A person with an identity and an open or closed accompaniment by the mission locale of where they live."""
    random, number = story.random, story.tables.next("person")
    girl = random.random() < 0.48
    days = 365.25 * random.gauss(pick(random, AGES), 1.0)
    born_on = story.past(min(max(days, 365.25 * 16.05), 365.25 * 28.9))
    commune = random.choices(*story.communes[arrondissement])[0]
    family_name = random.choice(FAMILIES)
    phone: str | None = f"+336399{random.randrange(80000, 90000)}" if random.random() < 0.93 else None
    address = f"{random.randrange(1, 120)} {random.choice(STREETS)}"
    if relative:
        born_on = relative.born_on if twin else born_on
        commune, family_name = relative.commune, relative.values["family_name"]
        phone, address = relative.values["phone"], relative.values["address"]
    taken = relative.values["given_name"] if relative else None
    given_name = random.choice([name for name in (GIRLS if girl else BOYS) if name != taken])
    email = f"{fold(given_name)}.{fold(family_name)}{number}@example.org".replace(" ", "")
    home = story.region.main[arrondissement]
    opened_on = story.past(random.triangular(3, HISTORY, 120))
    values: dict[str, Any] = {
        "id": number,
        "given_name": given_name,
        "family_name": family_name,
        "usual_name": random.choice(FAMILIES) if girl and random.random() < 0.04 else None,
        "born_on": born_on,
        "sex": Sex.FEMALE if girl else Sex.MALE,
        "commune_code": commune,
        "address": address,
        "phone": phone,
        "no_phone": phone is None,
        "email": email if random.random() < 0.82 else None,
        "messages_agreed": random.random() < 0.96,
        "language": LANGUAGES.get(number % 60, Language.FRENCH),
        "education_level": pick(random, LEVELS),
        "last_class": random.choice(CLASSES),
        "housing": pick(random, HOUSINGS),
        "mobility": random.choice((Mobility.PUBLIC_TRANSPORT, Mobility.BIKE_SCOOTER, Mobility.CAR, Mobility.NONE)),
        "licence_b": pick(random, LICENCES),
        "confirmed_at": at(opened_on),
        "last_contact_from_person_at": at(opened_on),
        "created_at": at(opened_on),
    }
    referent = random.choice(home.counsellors)
    return Person(number, born_on, commune, arrondissement, home, referent, opened_on, values)


def live(story: Story, person: Person) -> None:
    """The accompaniment: episode, contacts, appointments, situations, barriers."""
    random, tables = story.random, story.tables
    closed = random.random() < 0.3 and (story.today - person.opened_on).days > 120
    last = story.today - timedelta(days=random.randrange(5, 60)) if closed else story.today
    tables.add(
        "support_episode",
        person_id=person.id,
        structure_id=person.home.id,
        referent_id=person.referent,
        scheme=pick(random, SCHEMES),
        opened_on=person.opened_on,
        closed_on=last if closed else None,
        end_reason=random.choice((EndReason.DURABLE_JOB, EndReason.TRAINING, EndReason.MOVED)) if closed else None,
        next_step="" if closed else random.choice(STEPS),
        next_step_on=None if closed else story.today + timedelta(days=random.randrange(-9, 30)),
    )
    story.follow(person, CircleReason.EPISODE, person.opened_on, last if closed else None, structure_id=person.home.id)
    tables.add(
        "information_notice",
        person_id=person.id,
        version="2026-1",
        channel="oral",
        given_on=person.opened_on,
        recorded_by_id=person.referent,
    )
    days = max((last - person.opened_on).days, 1)
    for n in range(1 + min(int(random.expovariate(1 / 3.5)), 12)):
        day = person.opened_on + timedelta(days=0 if n == 0 else random.randrange(days))
        if day < story.today:
            contact(story, person, day, ContactType.INDIVIDUAL_INTERVIEW if n == 0 else pick(random, CONTACTS))
    meetings(story, person, last, closed=closed)
    situate(story, person, last)
    if age(person.born_on, story.today) < 18:
        tables.add(
            "guardian",
            person_id=person.id,
            name=f"{random.choice(GIRLS)} {person.values['family_name']}",
            relation=GuardianRelation.MOTHER,
            phone=f"+336399{random.randrange(80000, 90000)}",
        )
    person.values["last_contact_from_person_at"] = at(last - timedelta(days=1))


def situate(story: Story, person: Person, last: date) -> None:
    """What the person did, and what stood in the way."""
    random, tables = story.random, story.tables
    common = {"person_id": person.id, "structure_id": person.home.id, "author_id": person.referent}
    middle = person.opened_on + (last - person.opened_on) / 2
    steps: list[tuple[SituationCategory, JobContract | None, date, date | None]] = [
        (SituationCategory.JOB_SEEKER, None, person.opened_on, middle)
    ]
    if random.random() < 0.45:
        category = random.choice((SituationCategory.JOB, SituationCategory.TRAINING, SituationCategory.WORK_STUDY))
        contract = random.choice((JobContract.CDI, JobContract.CDD_LT_6M, JobContract.INTERIM))
        steps.append((category, contract if category is SituationCategory.JOB else None, middle, None))
    for category, signed, started_on, ended_on in steps:
        tables.add(
            "situation",
            category=category,
            state=SituationState.ENDED if ended_on else SituationState.ONGOING,
            contract=signed,
            started_on=started_on,
            ended_on=ended_on,
            created_at=at(started_on),
            **common,
        )
    if random.random() < 0.35:
        theme = random.choice((Theme.MOBILITY, Theme.HOUSING, Theme.FINANCIAL, Theme.DIGITAL, Theme.BASIC_SKILLS))
        severity = random.choice((Severity.BLOCKING, Severity.TO_WATCH))
        tables.add("barrier", theme=theme, severity=severity, checked_at=at(person.opened_on), **common)
