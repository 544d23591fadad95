"""Which structure a new case goes to, and why: a rule that can be read aloud. Whom it does not place, a human does."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.territory.rules import distance_km


@dataclass(frozen=True)
class Place:
    """Where somebody lives or went to school."""

    name: str
    arrondissement: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Candidate:
    """A structure that follows dropouts, where it receives, and the arrondissements it serves."""

    id: int
    name: str
    place: Place
    arrondissements: frozenset[str]


def assign(candidates: Sequence[Candidate], home: Place | None, school: Place | None) -> tuple[int | None, str]:
    """The structure and the reason, in words. By the home, else by the school; the nearest of those that serve it.

    No structure when neither is known, or when nobody serves the territory: the coordinator chooses.
    """
    place = home or school
    if place is None:
        return None, "Ni la commune de résidence ni l’établissement ne sont connus : à confier par la coordination."
    where = f"réside à {place.name}" if home else f"établissement d’origine à {place.name}"
    serving = [one for one in candidates if place.arrondissement in one.arrondissements]
    if not serving:
        return (
            None,
            f"{where[0].upper()}{where[1:]} : aucune structure ne couvre ce territoire, à confier par la coordination.",
        )
    best = min(serving, key=lambda one: (distance(one.place, place), one.id))
    why = (
        "la seule qui couvre ce territoire"
        if len(serving) == 1
        else f"la plus proche des {len(serving)} qui le couvrent"
    )
    return best.id, f"{best.name} : {where}, {why}."


def distance(one: Place, other: Place) -> float:
    return distance_km((one.latitude, one.longitude), (other.latitude, other.longitude))
