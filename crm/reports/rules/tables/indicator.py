"""What an indicator is, and the axes under which it may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.codes import Code
from crm.codes.appointments import Channel, SlotOrigin
from crm.codes.dropouts import DropoutSource, DropoutState, SolutionType, Verification
from crm.codes.duty import Means
from crm.codes.people import EducationLevel
from crm.codes.referrals import RefusalReason
from crm.codes.structures import Network
from crm.codes.support import SituationCategory

THEMES = {
    "A": "Accueil et information",
    "B": "Rendez-vous",
    "C": "Orientations",
    "D": "Décrochage scolaire",
    "E": "Obligation de formation",
    "F": "Parcours et qualité",
}


class Kind(Code):
    """How a figure is made, and so whether it adds up."""

    COUNT = "count", "Nombre"
    """Of events: adds up over everything."""

    DISTINCT = "distinct", "Personnes distinctes"
    """People, each once: adds up over territories, not over structures or quarters."""

    RATE = "rate", "Taux"
    """The part `of` another indicator: its cells hold the numerator, `rate` gives the percentage."""

    MEDIAN = "median", "Médiane"
    MEAN = "mean", "Moyenne"
    """Both outside the system of cells, and shown only where the count `of` which they speak is, and is 11 or more."""

    COVERAGE = "coverage", "Couverture"
    """Of structures, not people: outside the system too."""


class Depth(Code):
    """The finest territory of an indicator."""

    REGION = "region", "Région"
    DEPARTEMENT = "dep", "Département"
    ARRONDISSEMENT = "arr", "Arrondissement"


def values_of(kind: type[Code]) -> dict[str, str]:
    return {member.value: member.label for member in kind}


YES_NO = {"yes": "Oui", "no": "Non", "unknown": "Non renseigné"}
SEXES = {"female": "Femmes", "male": "Hommes", "other": "Autre ou non précisé"}
AGES = {"-18": "Moins de 18 ans", "18-21": "18 à 21 ans", "22-25": "22 à 25 ans", "26-": "26 ans et plus"}


@dataclass(frozen=True)
class Axis:
    """One way to cut an indicator: its values add up to the total."""

    label: str
    values: Mapping[str, str]
    """Label by value; empty when the values are pairs of networks, of which only those that occur have a cell."""

    id: str = ""
    """The indicator of the domain that this axis answers, such as `A-5`."""

    sensitive: bool = False


AXES = {
    "sex": Axis("Sexe", SEXES, "A-6"),
    "age": Axis("Âge à la date du fait", AGES, "A-5"),
    "level": Axis("Niveau de diplôme", values_of(EducationLevel), "A-7"),
    "qpv": Axis("Quartier prioritaire", YES_NO, "A-8"),
    "frr": Axis("France ruralités revitalisation", YES_NO, "A-8b"),
    "rqth": Axis("RQTH", YES_NO, "A-9", sensitive=True),
    "origin": Axis("Façon dont l’heure a été fixée", values_of(SlotOrigin), "B-2b"),
    "reason": Axis("Motif de refus", values_of(RefusalReason), "C-8"),
    "pair": Axis("Du réseau au réseau", {}, "C-9"),
    "source": Axis("Origine du signalement", values_of(DropoutSource), "D-1"),
    "code": Axis("Vérification", values_of(Verification), "D-2"),
    "state": Axis("Où en est le suivi", values_of(DropoutState), "D-15"),
    "solution": Axis("Solution", values_of(SolutionType), "D-9"),
    "means": Axis("Par quel moyen", values_of(Means), "E-2"),
    "situation": Axis("Situation", values_of(SituationCategory), "F-1"),
    "channel": Axis("Canal", values_of(Channel), "F-8"),
}
BOTH = ("sex", "age")


@dataclass(frozen=True)
class Indicator:
    """One definition of the report. All words are those that readers see."""

    id: str
    label: str
    definition: str
    kind: Kind = Kind.DISTINCT
    unit: str = "personnes"
    attribution: str = "Commune de résidence à la date du fait ; structure qui a agi."
    source: str = "Contacts enregistrés par les structures."
    of: str = ""
    """The indicator of which this one is a part (its denominator), or whose people a median is of."""

    part: str = ""
    """Of a rate whose numerator is the count of another indicator."""

    axes: tuple[str, ...] = BOTH
    depth: Depth = Depth.DEPARTEMENT
    fine: bool = False
    """Sex and age too go down to the arrondissement."""

    splits: tuple[str, ...] = ()
    """Indicators that add up to this one."""

    same: tuple[str, str] | None = None
    """An indicator and its axis value of which every cell is the same figure."""

    support: bool = False
    """Serves as the denominator of a rate: shown beside it, not by itself."""

    sensitive: bool = False
    """Belonging here tells something about somebody: k is 11, and « all » or « none » are hidden too."""

    relies_on: str = ""
    """The rate of what is known: where it is low, this one is fragile."""

    weak: str = field(default="")
    """Why it must be read with care, whatever its value."""

    @property
    def theme(self) -> str:
        return self.id[0]

    @property
    def total_is_sum(self) -> bool:
        """Do the structures' figures add up to the total?"""
        return self.kind is Kind.COUNT

    @property
    def celled(self) -> bool:
        """Has cells in the protected system; medians, means and coverage are measures beside it."""
        return self.kind in (Kind.COUNT, Kind.DISTINCT, Kind.RATE)

    @property
    def numerator(self) -> str:
        return self.part or self.id

    @property
    def rest(self) -> str:
        """Of a rate: the indicator that is what the numerator leaves of the denominator."""
        return f"{self.id}-rest"


def labelled(axis: str) -> str:
    """`age:18-21` in words."""
    name, _, value = axis.partition(":")
    if not axis:
        return "Ensemble"
    if name == "pair":
        return " → ".join(Network(network).label for network in value.split(">"))
    return AXES[name].values[value]
