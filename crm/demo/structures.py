"""Structures of the story, their platforms, their staff."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from crm.accounts.rules import hashed
from crm.codes.structures import Fee, Network, Role
from crm.codes.support import Theme
from crm.demo.names import BOYS, FAMILIES, GIRLS
from crm.demo.writing import Tables
from crm.reading import fold

PASSWORD = "demo-passerelle-2026"  # noqa: S105 - printed by `crm up`, and refused outside the demo
PER_COUNSELLOR = 110
TOWNS = {
    "021": "Château-Thierry",
    "022": "Laon",
    "023": "Saint-Quentin",
    "024": "Soissons",
    "025": "Vervins",
    "591": "Maubeuge",
    "592": "Cambrai",
    "593": "Douai",
    "594": "Dunkerque",
    "595": "Lille",
    "596": "Valenciennes",
    "601": "Beauvais",
    "602": "Clermont",
    "603": "Compiègne",
    "604": "Creil",
    "621": "Arras",
    "622": "Béthune",
    "623": "Boulogne-sur-Mer",
    "624": "Berck",
    "625": "Saint-Omer",
    "626": "Calais",
    "627": "Lens",
    "801": "Abbeville",
    "802": "Amiens",
    "803": "Montdidier",
    "804": "Péronne",
}
BOTH = ("025", "601", "024")
"""Where the mission locale is also the maison de l’emploi."""

OTHERS: tuple[tuple[Network, str, tuple[str, ...]], ...] = (
    (Network.CIO, "CIO", ("595", "596", "627", "802", "601", "023", "594")),
    (Network.MLDS, "MLDS", ("595", "627", "802")),
    (Network.FRANCE_TRAVAIL, "France Travail", ("595", "621", "802")),
    (Network.MAISON_EMPLOI_FORMATION, "MEF", ("595", "603")),
    (Network.CFA, "CFA", ("595", "622", "802")),
    (Network.E2C, "École de la deuxième chance", ("595",)),
    (Network.CHAMBRE_CONSULAIRE, "Chambre de métiers", ("802",)),
)
SINCE = 500
"""Days since the missions locales joined; the others came this quarter."""

SILENT = "80"
"""The département whose partners joined with the missions locales, and have recorded nothing yet: its coverage is under
half, so a reader of the reports finds its rates fragile."""

PLATFORMS: dict[str, tuple[str, ...]] = {
    "PSAD Lille-Flandres": ("595", "594", "593"),
    "PSAD Hainaut-Cambrésis": ("591", "592", "596"),
    "PSAD Artois-Littoral": ("621", "622", "623", "624", "625", "626", "627"),
    "PSAD Aisne": ("021", "022", "023", "024", "025"),
    "PSAD Oise": ("601", "602", "603", "604"),
    "PSAD Somme": ("801", "802", "803", "804"),
}


@dataclass
class Place:
    """A structure of the story: its number, where it is, who works there."""

    id: int
    name: str
    network: Network
    arrondissement: str
    address: str
    counsellors: list[int] = field(default_factory=list)
    sites: list[int] = field(default_factory=list)
    rooms: list[int] = field(default_factory=list)

    def site_on(self, weekday: int) -> int:
        """Where one is received that day (0 on Monday): on Tuesdays at the branch, where there is one."""
        return self.sites[-1 if weekday == 1 else 0]


@dataclass
class Region:
    """Everything that people's lives refer to."""

    main: dict[str, Place]
    """The mission locale of each arrondissement."""

    partners: dict[str, list[Place]]
    """Other structures that serve an arrondissement."""

    platforms: dict[str, tuple[int, int]]
    """Platform and its lead structure, by arrondissement."""

    coordinators: dict[int, int]
    """The coordinating user of each platform."""


def found(tables: Tables, random: Random, today: date, weights: dict[str, float], people: int) -> Region:
    """Write structures, platforms, users and memberships."""
    secret = hashed(PASSWORD)
    staff = Staff(tables, random, secret, today)
    main = {
        code: add_place(tables, random, today, f"Mission locale {of(town)}", Network.MISSION_LOCALE, code)
        for code, town in TOWNS.items()
    }
    partners: dict[str, list[Place]] = {code: [] for code in TOWNS}
    for network, label, codes in OTHERS:
        for code in codes:
            place = add_place(tables, random, today, f"{label} {of(TOWNS[code])}", network, code)
            departement = [c for c in TOWNS if c[:2] == code[:2]]
            for covered in departement:
                partners[covered].append(place)
                if covered != code:
                    tables.add("coverage", structure_id=place.id, arrondissement_code=covered)
            for _ in range(3):
                place.counsellors.append(staff.hire(Role.COUNSELLOR, structure_id=place.id))
            staff.hire(Role.STRUCTURE_MANAGER, structure_id=place.id)
    for code, place in main.items():
        for _ in range(max(7, round(people * weights[code] / PER_COUNSELLOR))):
            place.counsellors.append(staff.hire(Role.COUNSELLOR, structure_id=place.id))
        staff.hire(Role.STRUCTURE_MANAGER, structure_id=place.id)
    platforms, coordinators = {}, {}
    for number, (name, codes) in enumerate(PLATFORMS.items(), start=1):
        lead = main[codes[0]]
        tables.add("platform", id=number, name=name, lead_structure_id=lead.id)
        for code in codes:
            tables.add("platform_arrondissement", arrondissement_code=code, platform_id=number)
            platforms[code] = (number, lead.id)
        coordinators[number] = staff.hire(Role.PSAD_COORDINATOR, platform_id=number)
    open_accounts(staff, main, partners)
    return Region(main, partners, platforms, coordinators)


def open_accounts(staff: "Staff", main: dict[str, Place], partners: dict[str, list[Place]]) -> None:
    """One account of each role that is easy to remember."""
    lille = main["595"]
    counsellor = staff.hire(Role.COUNSELLOR, "conseillere@example.org", "Camille", "Delattre", structure_id=lille.id)
    lille.counsellors.insert(0, counsellor)
    staff.join(counsellor, Role.COUNSELLOR, structure_id=main["593"].id)
    staff.hire(Role.STRUCTURE_MANAGER, "responsable@example.org", "Nadia", "Benali", structure_id=lille.id)
    mef = next(place for place in partners["595"] if place.network is Network.MAISON_EMPLOI_FORMATION)
    mef.counsellors.insert(0, staff.hire(Role.COUNSELLOR, "mef@example.org", "Hugo", "Caron", structure_id=mef.id))
    staff.hire(Role.PSAD_COORDINATOR, "coordination@example.org", "Élise", "Vasseur", platform_id=1)
    staff.hire(Role.REGIONAL_ANALYST, "region@example.org", "Paul", "Lemaire")
    staff.hire(Role.DPO, "dpo@example.org", "Inès", "Marchand")
    staff.hire(Role.PLATFORM_ADMIN, "admin@example.org", "Karim", "Dubois")


ACCOUNTS = (
    ("Conseillère, mission locale de Lille et de Douai", "conseillere@example.org"),
    ("Responsable, mission locale de Lille", "responsable@example.org"),
    ("Conseiller, MEF de Lille", "mef@example.org"),
    ("Coordination, PSAD Lille-Flandres", "coordination@example.org"),
    ("Région, lecture des rapports", "region@example.org"),
    ("Protection des données", "dpo@example.org"),
    ("Administration", "admin@example.org"),
)


def of(town: str) -> str:
    """« de Lille », « d’Amiens »."""
    return f"d’{town}" if fold(town).strip()[0] in "aeiouy" else f"de {town}"


def accounts() -> str:
    """What whoever tries the demo types to sign in."""
    lines = [f"  {email:<28}{role}" for role, email in ACCOUNTS]
    return "\n".join([f"\nDemo accounts, all with the password {PASSWORD}", *lines])


def add_place(tables: Tables, random: Random, today: date, name: str, network: Network, arrondissement: str) -> Place:
    number = tables.next("structure")
    commune, address = SEATS[arrondissement], f"{random.randrange(1, 90)} rue de la Gare"
    early = network is Network.MISSION_LOCALE or arrondissement.startswith(SILENT)
    tables.add(
        "structure",
        id=number,
        name=name,
        short_name=name,
        phone=f"+3319900{number % 10000:04d}",
        email=f"structure{number}@example.org",
        address=address,
        commune_code=commune,
        capacity=random.randrange(10, 80),
        verified_on=today,
        created_at=today - timedelta(days=SINCE if early else 0),
    )
    tables.add("structure_network", structure_id=number, network=network)
    if network is Network.MISSION_LOCALE and arrondissement in BOTH:
        tables.add("structure_network", structure_id=number, network=Network.MAISON_EMPLOI_FORMATION)
    tables.add("coverage", structure_id=number, arrondissement_code=arrondissement)
    offer(tables, number, network, today)
    place = Place(number, name, network, arrondissement, f"{address}, {TOWNS[arrondissement]}")
    add_site(tables, place, f"Siège {of(TOWNS[arrondissement])}", commune)
    if network is Network.MISSION_LOCALE and arrondissement == "595":
        add_site(tables, place, "Antenne de Roubaix", "59512")
    return place


HOURS = "lun.-ven. 8 h 30-12 h ; 13 h 30-17 h"
OFFERS: dict[Network, tuple[tuple[str, tuple[Theme, ...], int | None], ...]] = {
    Network.MISSION_LOCALE: (
        ("Contrat d’engagement jeune", (Theme.FIND_JOB, Theme.REMOBILISATION), 20),
        ("Construire son projet", (Theme.CHOOSE_JOB, Theme.TRAIN), None),
        ("Permis et aides à la mobilité", (Theme.MOBILITY, Theme.FINANCIAL), None),
        ("Logement des jeunes", (Theme.HOUSING, Theme.ADMIN_LEGAL), None),
    ),
    Network.MAISON_EMPLOI_FORMATION: (
        ("Découvrir les métiers qui recrutent", (Theme.CHOOSE_JOB, Theme.TRAIN), None),
        ("Préparer ses entretiens", (Theme.PREPARE_APPLICATION, Theme.FIND_JOB), 16),
    ),
    Network.CIO: (("Entretien d’orientation", (Theme.CHOOSE_JOB, Theme.TRAIN, Theme.REMOBILISATION), None),),
    Network.MLDS: (("Action de remobilisation", (Theme.REMOBILISATION, Theme.TRAIN, Theme.BASIC_SKILLS), 12),),
    Network.FRANCE_TRAVAIL: (("Accompagnement vers l’emploi", (Theme.FIND_JOB, Theme.PREPARE_APPLICATION), None),),
    Network.CFA: (("Trouver son apprentissage", (Theme.TRAIN, Theme.FIND_JOB), 15),),
    Network.E2C: (
        ("Parcours de formation en alternance", (Theme.TRAIN, Theme.REMOBILISATION, Theme.BASIC_SKILLS), 12),
    ),
}


def offer(tables: Tables, structure: int, network: Network, today: date) -> None:
    """What a structure of this network does for young people."""
    for name, themes, capacity in OFFERS.get(network, ()):
        number = tables.next("service")
        tables.add(
            "service",
            id=number,
            structure_id=structure,
            source="passerelle",
            source_id=f"passerelle--{number}",
            name=name,
            themes=list(themes),
            audiences=["jeunes"],
            receptions=["en-presentiel"],
            fee=Fee.FREE,
            opening_hours=HOURS,
            capacity=capacity,
            verified_on=today,
        )


def add_site(tables: Tables, place: Place, name: str, commune: str) -> None:
    number = tables.next("site")
    tables.add("site", id=number, structure_id=place.id, name=name, commune_code=commune)
    place.sites.append(number)


SEATS = {
    "021": "02168", "022": "02408", "023": "02691", "024": "02722", "025": "02789",
    "591": "59392", "592": "59122", "593": "59178", "594": "59183", "595": "59350", "596": "59606",
    "601": "60057", "602": "60157", "603": "60159", "604": "60175",
    "621": "62041", "622": "62119", "623": "62160", "624": "62108", "625": "62765", "626": "62193", "627": "62498",
    "801": "80001", "802": "80021", "803": "80561", "804": "80620",
}  # fmt: skip


@dataclass
class Staff:
    """Gives people a user and a membership."""

    tables: Tables
    random: Random
    secret: str
    today: date

    def hire(self, role: Role, email: str = "", given_name: str = "", family_name: str = "", **scope: int) -> int:
        number = self.tables.next("user")
        given_name = given_name or self.random.choice(GIRLS if number % 3 else BOYS)
        family_name = family_name or self.random.choice(FAMILIES)
        handle = fold(f"{given_name} {family_name}").replace(" ", ".")
        self.tables.add(
            "user",
            id=number,
            email=email or f"{handle}.{number}@example.org",
            given_name=given_name,
            family_name=family_name,
            password_hash=self.secret,
        )
        self.join(number, role, **scope)
        return number

    def join(self, user: int, role: Role, **scope: int) -> None:
        line: dict[str, Any] = {"structure_id": None, "platform_id": None, **scope}
        self.tables.add("membership", user_id=user, role=role, started_on=self.today.replace(month=1, day=2), **line)
