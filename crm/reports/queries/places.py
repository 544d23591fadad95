"""Territories of the report: their labels, and where they stand on the map."""

from sqlalchemy import func, select

from crm.db import db
from crm.reports.rules.charts import Ground
from crm.reports.rules.tables import ELSEWHERE, REGION
from crm.territory.models import Arrondissement, Commune, Departement

WEST, EAST, SOUTH, NORTH = 1.35, 4.3, 48.8, 51.1
WIDTH, HEIGHT = 420, 520
GRAIN = 6
"""Communes closer than so many units of the picture are one dot of its background."""


def labels() -> dict[str, str]:
    """The name of each territory of an edition, in the order of its tables."""
    names = {REGION: "Hauts-de-France"}
    for departement in db.session.scalars(select(Departement).order_by(Departement.code)):
        names[f"dep:{departement.code}"] = f"{departement.name} ({departement.code})"
        query = select(Arrondissement).where(Arrondissement.departement_code == departement.code)
        for arrondissement in db.session.scalars(query.order_by(Arrondissement.code)):
            names[f"arr:{arrondissement.code}"] = arrondissement.name
    return {**names, f"arr:{ELSEWHERE}": "Hors région ou inconnu"}


def ground() -> Ground:
    """Each arrondissement at its population-weighted centre, on the dots of the communes."""
    people = func.greatest(Commune.population, 1)
    query = (
        select(
            Arrondissement.code,
            Arrondissement.name,
            func.sum(Commune.longitude * people) / func.sum(people),
            func.sum(Commune.latitude * people) / func.sum(people),
        )
        .join(Commune, Commune.arrondissement_code == Arrondissement.code)
        .group_by(Arrondissement.code)
        .order_by(Arrondissement.code)
    )
    places = [
        (f"arr:{code}", name, *across(float(longitude), float(latitude)))
        for code, name, longitude, latitude in db.session.execute(query)
    ]
    return Ground(places, land(), WIDTH, HEIGHT)


def land() -> str:
    """The région as the dots of its communes, one SVG path: what the discs of the map stand on."""
    communes = db.session.execute(select(Commune.longitude, Commune.latitude))
    grains = {(round(x / GRAIN), round(y / GRAIN)) for x, y in (across(*commune) for commune in communes)}
    return "".join(f"M{GRAIN * x},{GRAIN * y}h0" for x, y in sorted(grains))


def across(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees to the units of the picture, which is as wide as the région is at its latitude."""
    return (
        round(WIDTH * (longitude - WEST) / (EAST - WEST), 1),
        round(HEIGHT * (NORTH - latitude) / (NORTH - SOUTH), 1),
    )
