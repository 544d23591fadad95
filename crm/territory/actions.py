"""Load the reference geography. Running it again brings names and figures up to date."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm.db import Base, db
from crm.reading import fold
from crm.territory.models import Arrondissement, Commune, Departement, Epci

COMMUNES = Path(__file__).parent / "data/communes.csv"
DEPARTEMENTS = {"02": "Aisne", "59": "Nord", "60": "Oise", "62": "Pas-de-Calais", "80": "Somme"}


def load_reference() -> None:
    """Départements, arrondissements, EPCI and communes, from the file of the project."""
    with COMMUNES.open(newline="") as file:
        rows = list(csv.DictReader(file))
    keep(Departement, ({"code": code, "name": name} for code, name in DEPARTEMENTS.items()))
    arrondissements = {r["arrondissement"]: (r["arrondissement_name"], r["departement"]) for r in rows}
    keep(
        Arrondissement,
        ({"code": c, "name": name, "departement_code": d} for c, (name, d) in sorted(arrondissements.items())),
    )
    keep(Epci, ({"code": c, "name": n} for c, n in sorted({(r["epci"], r["epci_name"]) for r in rows if r["epci"]})))
    keep(Commune, (as_commune(row) for row in rows))


def as_commune(row: dict[str, str]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "postcodes": row["postcodes"].split(),
        "population": int(row["population"]),
        "arrondissement_code": row["arrondissement"],
        "epci_code": row["epci"] or None,
        "departement_code": row["departement"],
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "located": row["located"],
        "folded": f" {fold(row['name'])} ",
    }


def keep(table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert, or bring up to date by code."""
    lines = list(rows)
    statement = insert(table)
    changes = {name: statement.excluded[name] for name in lines[0] if name != "code"}
    db.session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changes), lines)


def loaded() -> bool:
    return db.session.scalar(select(Commune.code).limit(1)) is not None
